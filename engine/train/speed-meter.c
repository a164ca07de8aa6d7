#include "train/speed-meter.h"

#define WINDOW 1.0 /* seconds */

void
rcp_speed_meter_add (RcpSpeedMeter *self, double seconds, guint samples)
{
  const guint size = G_N_ELEMENTS (self->seconds);

  self->seconds[self->next] = seconds;
  self->samples[self->next] = samples;
  self->next = (self->next + 1) % size;
  self->n = MIN (self->n + 1, size);
}

double
rcp_speed_meter_get (const RcpSpeedMeter *self)
{
  const guint size = G_N_ELEMENTS (self->seconds);
  double seconds = 0, samples = 0;

  for (guint i = 1; i <= self->n && seconds < WINDOW; i++)
    {
      guint entry = (self->next + size - i) % size;

      seconds += self->seconds[entry];
      samples += self->samples[entry];
    }
  return seconds > 0 ? samples / seconds : 0;
}
