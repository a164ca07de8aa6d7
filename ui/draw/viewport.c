#include "viewport.h"

#include <math.h>

static double
factor (const RcpViewport *self)
{
  return self->zoom > 0 ? self->zoom : -1.0 / self->zoom;
}

static int
fitting_zoom (const RcpViewport *self)
{
  int larger, smaller;

  if (self->view_width < 1 || self->view_height < 1)
    return 1;
  larger = MIN (self->view_width / self->width, self->view_height / self->height);
  if (larger >= 1)
    return MIN (larger, RCP_VIEWPORT_MAX_ZOOM);
  smaller = MAX ((self->width + self->view_width - 1) / self->view_width,
                 (self->height + self->view_height - 1) / self->view_height);
  return smaller > 1 ? -smaller : 1;
}

/* Along one axis: no room is left beside a picture that could fill it, and one that cannot has its place @alone. */
static double
clamp_centre (double centre, int length, double view, double alone)
{
  return view >= length ? alone : CLAMP (centre, view / 2.0, length - view / 2.0);
}

static void
place (RcpViewport *self)
{
  double width = self->view_width / factor (self), height = self->view_height / factor (self);

  self->x = clamp_centre (self->x, self->width, width, self->width / 2.0);
  self->y = clamp_centre (self->y, self->height, height, height / 2.0);
}

static void
settle (RcpViewport *self)
{
  if (self->fit)
    self->zoom = fitting_zoom (self);
  place (self);
}

void
rcp_viewport_init (RcpViewport *self, int width, int height)
{
  g_return_if_fail (width >= 1 && height >= 1);

  self->width = width;
  self->height = height;
  self->fit = TRUE;
  self->x = width / 2.0;
  self->y = height / 2.0;
  settle (self);
}

void
rcp_viewport_resize (RcpViewport *self, int view_width, int view_height)
{
  self->view_width = view_width;
  self->view_height = view_height;
  settle (self);
}

void
rcp_viewport_follow (RcpViewport *self, RcpViewport *other)
{
  int view_width = self->view_width, view_height = self->view_height;

  *self = *other;
  rcp_viewport_resize (self, view_width, view_height);
  if (factor (self) < factor (other))
    {
      other->zoom = self->zoom;
      place (other);
    }
  else
    {
      self->zoom = other->zoom;
      place (self);
    }
}

void
rcp_viewport_set_zoom (RcpViewport *self, int zoom, double view_x, double view_y)
{
  double dx = view_x - self->view_width / 2.0;
  double dy = view_y - self->view_height / 2.0;

  g_return_if_fail (zoom >= 1 || zoom <= -2);

  self->x += dx / factor (self);
  self->y += dy / factor (self);
  self->fit = FALSE;
  self->zoom = MIN (zoom, RCP_VIEWPORT_MAX_ZOOM);
  self->x -= dx / factor (self);
  self->y -= dy / factor (self);
  settle (self);
}

void
rcp_viewport_zoom (RcpViewport *self, gboolean in, double view_x, double view_y)
{
  int zoom = self->zoom;
  double fitting;

  if (in)
    zoom = zoom > 0 ? MIN (2 * zoom, RCP_VIEWPORT_MAX_ZOOM) : zoom / 2 > -2 ? 1 : zoom / 2;
  else
    zoom = zoom > 1 ? zoom / 2 : zoom == 1 ? -2 : 2 * zoom;
  fitting = fitting_zoom (self);
  fitting = fitting > 0 ? fitting : -1.0 / fitting;
  if ((zoom > 0 ? zoom : -1.0 / zoom) <= fitting)
    {
      self->fit = TRUE;
      settle (self);
    }
  else
    rcp_viewport_set_zoom (self, zoom, view_x, view_y);
}

void
rcp_viewport_pan (RcpViewport *self, double dx, double dy)
{
  self->x -= dx / factor (self);
  self->y -= dy / factor (self);
  settle (self);
}

void
rcp_viewport_show (RcpViewport *self, int column, int row)
{
  double half_width = self->view_width / factor (self) / 2.0;
  double half_height = self->view_height / factor (self) / 2.0;

  self->x = CLAMP (self->x, column + 1 - half_width, MAX (column + half_width, column + 1 - half_width));
  self->y = CLAMP (self->y, row + 1 - half_height, MAX (row + half_height, row + 1 - half_height));
  settle (self);
}

gboolean
rcp_viewport_is_whole (const RcpViewport *self)
{
  return self->view_width >= self->width * factor (self) && self->view_height >= self->height * factor (self);
}

void
rcp_viewport_origin (const RcpViewport *self, int *x, int *y)
{
  /* what is a whole pixel but for the last bit is one */
  *x = (int) floor (self->view_width / 2.0 - self->x * factor (self) + 1e-6);
  *y = (int) floor (self->view_height / 2.0 - self->y * factor (self) + 1e-6);
}

gboolean
rcp_viewport_find (const RcpViewport *self, double view_x, double view_y, int *column, int *row)
{
  int x, y;

  rcp_viewport_origin (self, &x, &y);
  *column = (int) floor ((view_x - x) / factor (self));
  *row = (int) floor ((view_y - y) / factor (self));
  return *column >= 0 && *column < self->width && *row >= 0 && *row < self->height;
}

void
rcp_viewport_place (const RcpViewport *self, double column, double row, double *view_x, double *view_y)
{
  int x, y;

  rcp_viewport_origin (self, &x, &y);
  *view_x = x + column * factor (self);
  *view_y = y + row * factor (self);
}
