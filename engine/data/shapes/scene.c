#include "scene.h"

Background
rcp_shapes_any_background (RcpRandom *random)
{
  int angle = between (random, 0, TURN - 1);
  Background self = { .cosine = rcp_shapes_cosine (angle), .sine = rcp_shapes_sine (angle) };

  self.kind = between (random, 0, N_BACKGROUNDS - 1);
  self.centre = rcp_shapes_any_point (random);
  self.cell = 2 << between (random, 0, 2);
  self.from = rcp_shapes_dim_colour (random);
  /* Not too far from the first, or nothing could stand out from both. */
  self.to = rcp_shapes_colour_towards (random, self.from, 80, 170);
  if (self.kind == TEXTURE)
    for (guint i = 0; i < G_N_ELEMENTS (self.lattice); i++)
      self.lattice[i] = (guint8) between (random, 0, 255);
  return self;
}

static int
texture_at (const Background *self, int x, int y)
{
  int cx = x / self->cell, cy = y / self->cell;
  int fx = x % self->cell, fy = y % self->cell;
  const guint8 *corner = self->lattice + cy * 18 + cx;
  int top = mix (corner[0], corner[1], fx, self->cell);
  int bottom = mix (corner[18], corner[19], fx, self->cell);

  return mix (top, bottom, fy, self->cell);
}

Colour
rcp_shapes_background_at (const Background *self, int x, int y)
{
  int dx = x * ONE + ONE / 2 - self->centre.x;
  int dy = y * ONE + ONE / 2 - self->centre.y;
  int value = 0;

  switch (self->kind)
    {
    case LINEAR:
      {
        int mx = (2 * x + 1 - SIZE) * ONE / 2, my = (2 * y + 1 - SIZE) * ONE / 2;

        value = 128 + (mx * self->cosine + my * self->sine) / UNIT / 40;
        break;
      }
    case RADIAL:
      value = (dx / 16 * (dx / 16) + dy / 16 * (dy / 16)) / 700;
      break;
    case TEXTURE:
      value = texture_at (self, x, y);
      break;
    default:
      break;
    }
  return mix_colours (self->from, self->to, CLAMP (value, 0, 256), 256);
}

Clutter
rcp_shapes_any_clutter (RcpRandom *random, Colour near)
{
  int angle = between (random, 0, TURN - 1);
  gboolean spot = between (random, 0, 1);
  Clutter self = { .cosine = rcp_shapes_cosine (angle), .sine = rcp_shapes_sine (angle) };

  self.centre = rcp_shapes_any_point (random);
  self.length = spot ? between (random, ONE, 2 * ONE) : between (random, 3 * ONE, 9 * ONE);
  self.width = spot ? between (random, ONE, 2 * ONE) : between (random, ONE / 3, ONE);
  self.colour = rcp_shapes_colour_towards (random, near, 120, 256);
  return self;
}

int
rcp_shapes_clutter_coverage (const Clutter *self, int x, int y)
{
  int dx = x * ONE + ONE / 2 - self->centre.x;
  int dy = y * ONE + ONE / 2 - self->centre.y;
  int reach = self->length + self->width + ONE;
  Point p;

  if (ABS (dx) > reach || ABS (dy) > reach)
    return 0;

  p = (Point){ (dx * self->cosine + dy * self->sine) / UNIT, (dy * self->cosine - dx * self->sine) / UNIT };
  return coverage (MAX (ABS (p.x) - self->length, ABS (p.y) - self->width));
}
