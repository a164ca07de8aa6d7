#include "draw/lights.h"

#include "canvas.h"

#define SIZE 200 /* too small for figures, which would be in the way */

static const guint8 bytes[3] = { 200, 100, 50 };

/* a place where exactly these lights shine */
static gboolean
find_place (guint lights, double *x, double *y)
{
  for (*y = 0.5; *y < SIZE; *y += 1.0)
    for (*x = 0.5; *x < SIZE; *x += 1.0)
      {
        gboolean right = TRUE;

        for (int i = 0; i < 3; i++)
          {
            double cx, cy, radius, distance;

            rcp_lights_disc (SIZE, SIZE, i, &cx, &cy, &radius);
            distance = (*x - cx) * (*x - cx) + (*y - cy) * (*y - cy);
            /* well inside or well outside, for edges are smooth */
            right =
                right
                && (lights >> i & 1 ? distance < (radius - 3) * (radius - 3) : distance > (radius + 3) * (radius + 3));
          }
        if (right)
          return TRUE;
      }
  return FALSE;
}

static void
test_sums (void)
{
  g_autoptr (Canvas) canvas = canvas_new (SIZE, SIZE, 1);

  rcp_lights_draw (bytes, &canvas->canvas, canvas->cr);
  for (guint lights = 1; lights < 8; lights++)
    {
      double x, y;

      g_assert_true (find_place (lights, &x, &y));
      g_assert_cmphex (canvas_pixel (canvas, x, y), ==,
                       (lights & 1 ? 200 << 16 : 0) | (lights & 2 ? 100 << 8 : 0) | (lights & 4 ? 50 : 0));
    }
}

static void
test_inside (void)
{
  for (int i = 0; i < 3; i++)
    {
      double x, y, radius;

      rcp_lights_disc (300, SIZE, i, &x, &y, &radius);
      g_assert_cmpfloat (x - radius, >=, 0);
      g_assert_cmpfloat (x + radius, <=, 300);
      g_assert_cmpfloat (y - radius, >=, 0);
      g_assert_cmpfloat (y + radius, <=, SIZE);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lights/sums", test_sums);
  g_test_add_func ("/lights/inside", test_inside);
  return g_test_run ();
}
