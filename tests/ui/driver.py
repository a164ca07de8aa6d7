"""Drives the program through its accessibility tree, as a person with a screen reader would.

A test file is a unittest whose cases derive from Case; meson runs it under the script `desktop`. Whatever
is looked for is waited for: nothing here sleeps for a fixed time and hopes.
"""

import contextlib
import os
import pathlib
import re
import signal
import subprocess
import tempfile
import time
import unittest

import gi

gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, GLib  # noqa: E402

PROGRAM = os.environ['RECEPTIVE']
SHOTS = pathlib.Path(os.environ.get('RECEPTIVE_SHOTS', tempfile.gettempdir()))

# much longer than anything takes, for machines under load; what is there is found at once
PATIENCE = 60

# children of a table from which on its cells are looked at last, and as leaves
BIG_TABLE = 50

PRESSES = ('click', 'activate', 'toggle', 'press')
COMPLAINT = re.compile(r'(WARNING|CRITICAL|ERROR) \*\*')

# what libraries say of the machine, not of the program
NOT_OURS = re.compile(r'dconf|MESA|shader cache|libEGL|dbind')


class NotFound(AssertionError):
    """Something did not appear in time."""


def until(condition, what, seconds=PATIENCE):
    """The first true answer of condition(), asked again and again."""
    end = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > end:
            raise NotFound(f'{what() if callable(what) else what} (waited {seconds} s)')
        time.sleep(0.05)


def children(node):
    # a row that is scrolled away, or a window that closes, vanishes while it is looked at
    with contextlib.suppress(GLib.Error):
        for i in range(node.get_child_count()):
            child = node.get_child_at_index(i)
            if child is not None:
                yield child


def walk(node):
    """A node and all below it. The cells of a big table come last, for hardly ever is one of them looked for, and
    every question is a message to the program and back."""
    tables = []

    def most(node):
        yield node
        inner = list(children(node))
        if len(inner) > BIG_TABLE:
            tables.append(inner)
        else:
            for child in inner:
                yield from most(child)
    yield from most(node)
    for cells in tables:
        yield from cells


def extents(node):
    with contextlib.suppress(GLib.Error, AttributeError):
        return node.get_component_iface().get_extents(Atspi.CoordType.WINDOW)
    return None


def is_showing(node):
    # of GTK's own states "showing" is true of windows alone; what is laid out has a size
    box = extents(node)
    return box is not None and box.width > 0 and box.height > 0


class Case(unittest.TestCase):
    """A test that starts the program, and has pictures taken where it fails."""

    def folder(self):
        """A folder that goes when the test does."""
        folder = tempfile.TemporaryDirectory(prefix='receptive-')
        self.addCleanup(folder.cleanup)
        return pathlib.Path(folder.name)

    def start(self, *arguments, **environment):
        """Starts the program with nothing fetched, and waits for its window."""
        program = Program(self.folder(), arguments, environment)
        self.addCleanup(self.end, program)
        program.wait_for_window()
        return program

    def offer(self, program, kind, *things):
        """Another program that has something on the clipboard, and in its window to be dragged."""
        process = subprocess.Popen([os.environ['OFFER'], kind, *map(str, things)], stdout=subprocess.PIPE, bufsize=0)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        self.assertEqual(process.stdout.readline(), b'ready\n')
        # a window that is new is given the keyboard: let that be over before a key is pressed for another one
        window = until(lambda: program.windows('^Offer$'), 'the other program shows no window')[0]
        program.xdotool('windowactivate', '--sync', window)
        return process, window

    def end(self, program):
        if self.failed():
            SHOTS.mkdir(parents=True, exist_ok=True)
            program.shot(SHOTS / f'{self.id()}.png')
        complaints = program.end()
        self.assertEqual(complaints, [], 'the program complained')

    def failed(self):
        outcome = self._outcome
        errors = outcome.errors if hasattr(outcome, 'errors') else outcome.result.failures + outcome.result.errors
        return any(test is self and trouble for test, trouble in errors)


class Program:
    """A running `receptive`."""

    def __init__(self, folder, arguments=(), environment=None):
        self.folder = folder
        self.log = folder / 'log'
        variables = dict(os.environ, RECEPTIVE_DATA_DIR=str(folder / 'data'), XDG_DATA_HOME=str(folder / 'home'),
                         G_DEBUG='fatal-criticals') | (environment or {})
        with self.log.open('w') as log:
            self.process = subprocess.Popen([PROGRAM, *map(str, arguments)], env=variables, stdout=log, stderr=log,
                                            stdin=subprocess.DEVNULL)

    # Looking

    def application(self):
        desktop = Atspi.get_desktop(0)
        for application in children(desktop):
            with contextlib.suppress(GLib.Error):
                if application.get_process_id() == self.process.pid:
                    return application
        return None

    def everything(self):
        """All there is in the tree, on the screen or not."""
        self.check_alive()
        application = self.application()
        yield from walk(application) if application is not None else ()

    def nodes(self):
        """All that shows."""
        for node in self.everything():
            # what went away while it was looked at is not there
            with contextlib.suppress(GLib.Error):
                if is_showing(node):
                    yield node

    def names(self):
        """The names of all that shows, in the order of the tree."""
        names = []
        for node in self.nodes():
            with contextlib.suppress(GLib.Error):
                names.append(node.get_name())
        return [name for name in dict.fromkeys(names) if name]

    def look(self, name, role=None):
        """What shows under a name or a compiled pattern: the control rather than its label. None if nothing does."""
        best = None
        for node in self.everything():
            with contextlib.suppress(GLib.Error):
                own = node.get_name() or ''
                right = name.fullmatch(own) if isinstance(name, re.Pattern) else own == name
                if not right or (role and node.get_role_name() != role) or not is_showing(node):
                    continue
                if role or node.get_role_name() != 'label':
                    return node
                best = best or node
        return best

    def find(self, name, role=None, seconds=PATIENCE):
        return until(lambda: self.look(name, role), f'nothing shows the name {name!r}', seconds)

    def gone(self, name, role=None):
        until(lambda: self.look(name, role) is None, f'{name!r} still shows')

    def text(self, name, role=None):
        """The value or the text of a control, else its name."""
        node = self.find(name, role)
        value = node.get_value_iface()
        if value is not None:
            return value.get_current_value()
        text = node.get_text_iface()
        return Atspi.Text.get_text(text, 0, -1) if text is not None else node.get_name()

    def value(self, name, role=None):
        return self.find_adjustable(name, role).get_value_iface().get_current_value()

    def description(self, name, role=None):
        return self.find(name, role).get_description()

    def is_sensitive(self, name, role=None):
        return self.find(name, role).get_state_set().contains(Atspi.StateType.SENSITIVE)

    def find_adjustable(self, name, role=None):
        def look():
            for node in self.everything():
                with contextlib.suppress(GLib.Error):
                    if (node.get_name() == name and node.get_value_iface() is not None
                            and (role is None or node.get_role_name() == role) and is_showing(node)):
                        return node
            return None
        return until(look, f'nothing that takes a value has the name {name!r}')

    # Doing

    def click(self, name, role=None):
        """Presses a control, once it can be: by its own action, or by the pointer where it offers none.

        A button takes no second press within a quarter of a second: wait for what the first one does."""
        until(lambda: self.is_sensitive(name, role), f'{name!r} cannot be pressed')
        node = self.find(name, role)
        action = node.get_action_iface()
        for i in range(action.get_n_actions() if action is not None else 0):
            if action.get_action_name(i) in PRESSES and action.do_action(i):
                return
        self.point(node)

    def point(self, target, x=0.5, y=0.5, button=1):
        """A click of the pointer, at a fraction of the target's width and height; button None only hovers."""
        node = self.find(target) if isinstance(target, (str, re.Pattern)) else target
        box = extents(node)
        if box is None:
            raise NotFound('it has no place on the screen')
        left, top = self.origin()
        x, y = left + box.x + round(box.width * x), top + box.y + round(box.height * y)
        # GTK looks what is below a pointer when it moves: one that is there already has to as well
        self.xdotool('mousemove', x - 1, y, 'mousemove', x, y)
        if button is not None:
            self.xdotool('click', button)

    def set_value(self, name, value, role=None):
        node = self.find_adjustable(name, role)
        node.get_value_iface().set_current_value(value)
        until(lambda: abs(self.value(name, role) - value) < 1e-9, f'{name!r} did not become {value}')

    def drop_down(self, name):
        """A drop-down by its name, or as it is, for there may be another one of that name."""
        return self.find(name, 'combo box') if isinstance(name, str) else name

    def choices(self, name):
        """The entries of a drop-down that is open."""
        rows = (node for node in walk(self.drop_down(name)) if node.get_role_name() == 'list item')
        return [next((n.get_name() for n in walk(row) if n.get_role_name() == 'label'), '') for row in rows]

    def choose(self, name, item, becomes=None):
        """Chooses an entry of a drop-down, by keyboard; where that is refused it becomes another one."""
        until(lambda: self.drop_down(name).get_state_set().contains(Atspi.StateType.SENSITIVE), f'{name!r} cannot be opened')
        # a list closes when its window is given the keyboard only then, and chooses what it opens on under the pointer
        self.focus_window()
        self.point(self.drop_down(name), button=None)
        # by the button inside: a press of the pointer where a list has just closed may go to what is gone
        button = next(node for node in walk(self.drop_down(name)) if 'button' in node.get_role_name())
        button.get_action_iface().do_action(0)
        until(lambda: item in self.choices(name), f'{name!r} does not offer {item!r}')
        self.key('Home', *['Down'] * self.choices(name).index(item), 'Return')
        # a list that is still closing would take the next press for itself
        until(lambda: not self.choices(name), f'{name!r} does not close')
        until(lambda: any(node.get_name() == (becomes or item) for node in walk(self.drop_down(name))),
              f'{name!r} did not become {becomes or item!r}')
        # GTK looks what is below the pointer when it moves: the list is not there any more
        self.point(self.drop_down(name), 0.4, button=None)

    def key(self, *keys):
        """Keys as xdotool spells them: ctrl+q, Tab, Right."""
        self.focus_window()
        self.xdotool('key', *keys)

    def shot(self, path):
        subprocess.run(['import', '-window', 'root', str(path)], check=False)

    # The window

    @staticmethod
    def xdotool(*arguments):
        return subprocess.run(['xdotool', *map(str, arguments)], check=True, capture_output=True, text=True).stdout

    def window(self):
        found = subprocess.run(['xdotool', 'search', '--all', '--onlyvisible', '--pid', str(self.process.pid), '--name', '.'],
                               capture_output=True, text=True, check=False).stdout.split()
        return found[-1] if found else None

    @staticmethod
    def windows(name):
        """All windows on the screen that have a title, whosever they are."""
        return subprocess.run(['xdotool', 'search', '--onlyvisible', '--name', name], capture_output=True, text=True,
                              check=False).stdout.split()

    def origin(self, window=None):
        place = self.xdotool('getwindowgeometry', '--shell', window or until(self.window, 'there is no window'))
        numbers = dict(line.split('=') for line in place.splitlines() if '=' in line)
        edge = self.edge(int(numbers['WIDTH'])) if window is None else 0
        return int(numbers['X']) + edge, int(numbers['Y']) + edge

    def edge(self, width):
        """How wide the edge is that GTK draws around a window itself, and that no widget is told of."""
        for frame in children(self.application()):
            box = extents(frame)
            if box is not None and 0 <= width - box.width <= 32:
                return (width - box.width) // 2
        return 0

    def focus_window(self):
        window = until(self.window, 'there is no window')
        if self.xdotool('getactivewindow').strip() != window:
            self.xdotool('windowactivate', '--sync', window)

    def wait_for_window(self):
        until(self.window, 'no window opened')
        self.find('Receptive')

    # The end

    def check_alive(self):
        status = self.process.poll()
        if status is not None:
            raise AssertionError(f'the program ended with {status}:\n{self.log.read_text()}')

    def wait(self):
        """The exit status, once the program has ended by itself."""
        return self.process.wait(PATIENCE)

    def complaints(self):
        return [line for line in self.log.read_text().splitlines()
                if COMPLAINT.search(line) and not NOT_OURS.search(line)]

    def end(self):
        """Ends the program if it runs, and gives the warnings it wrote."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                return [*self.complaints(), 'it did not end when it was told to']
        if self.process.returncode != 0:
            return [*self.complaints(), f'it ended with {self.process.returncode}']
        return self.complaints()
