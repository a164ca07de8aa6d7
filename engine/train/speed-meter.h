#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RcpSpeedMeter:
 *
 * How many samples a second are trained on, over the last second or so of training. What is not training
 * (validation, pauses, writing) is not counted. All zeros is a fresh one.
 */
typedef struct
{
  double seconds[128];
  guint samples[128];
  guint n;    /* how many of the entries are in use */
  guint next; /* the one to be written next */
} RcpSpeedMeter;

/** rcp_speed_meter_add: @samples were trained on in @seconds */
void rcp_speed_meter_add (RcpSpeedMeter *self, double seconds, guint samples);

/** rcp_speed_meter_get: samples a second, 0 while it is not known */
double rcp_speed_meter_get (const RcpSpeedMeter *self);

G_END_DECLS
