"""What the documents promise is there: the commands, the pictures, the files they lead to."""

import re
import subprocess

from tree import ROOT, files, text, verdict

LINK = re.compile(r'!?\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)')
COMMAND = re.compile(r'\./dev ([a-z]+)')
FENCED = re.compile(r'^```\w*\n(.*?)^```', re.DOTALL | re.MULTILINE)


def faults():
    listing = subprocess.run([ROOT / 'dev'], capture_output=True, text=True, check=True).stdout
    commands = set(re.findall(r'^  ([a-z]+) ', listing, re.MULTILINE))
    for name in ('setup', 'build', 'run', 'test', 'bench', 'lint'):
        if name not in commands:
            yield f'./dev does not list {name}'

    for path in files():
        if path.suffix != '.md':
            continue
        for command in set(COMMAND.findall(text(path))) - commands:
            yield f'{path}: ./dev has no command {command}'
        for link in LINK.findall(text(path)):
            if '://' not in link and not (ROOT / path.parent / link).exists():
                yield f'{path}: leads to {link}, which is not there'

    blocks = FENCED.findall(text('README.md'))
    first = re.findall(r'^\./dev .*$', '\n'.join(blocks[:1]), re.MULTILINE)
    if [line.split('#')[0].split() for line in first] != [['./dev', 'run'], ['./dev', 'test']]:
        yield 'README.md does not begin with exactly ./dev run and ./dev test'
    if './dev test' not in text('.ci/run').replace('../dev" test', './dev test'):
        yield '.ci/run does not run what the README says'


verdict(list(faults()))
