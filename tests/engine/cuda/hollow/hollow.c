/* A library that is not what its name says. */

int hollow (void);

int
hollow (void)
{
  return 0;
}
