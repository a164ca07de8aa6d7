#include "ticks.h"

#include <math.h>

double
rcp_round_up (double value)
{
  double power = pow (10.0, floor (log10 (value)));
  double lead = value / power;

  /* a lead of 2.0000000001 is a 2 that went through a division */
  if (lead <= 1.0 + 1e-9)
    return power;
  if (lead <= 2.0 + 1e-9)
    return 2.0 * power;
  if (lead <= 5.0 + 1e-9)
    return 5.0 * power;
  return 10.0 * power;
}

static RcpTicks
ticks_of_step (double low, double high, double step)
{
  RcpTicks ticks = { .count = 0 };
  double first = ceil (low / step - 1e-9);
  double last = floor (high / step + 1e-9);

  for (double i = first; i <= last && ticks.count < RCP_MAX_TICKS; i++)
    ticks.values[ticks.count++] = i * step + 0.0; /* −0 becomes 0 */
  ticks.decimals = (int) MAX (0.0, -floor (log10 (step) + 1e-9));
  return ticks;
}

RcpTicks
rcp_ticks_linear (double low, double high, guint most)
{
  RcpTicks none = { .count = 0 };

  g_return_val_if_fail (high > low, none);
  most = CLAMP (most, 2, RCP_MAX_TICKS);
  return ticks_of_step (low, high, rcp_round_up ((high - low) / (most - 1)));
}

RcpTicks
rcp_ticks_whole (double low, double high, guint most)
{
  RcpTicks none = { .count = 0 };

  g_return_val_if_fail (high > low, none);
  most = CLAMP (most, 2, RCP_MAX_TICKS);
  return ticks_of_step (low, high, MAX (1.0, rcp_round_up ((high - low) / (most - 1))));
}

RcpTicks
rcp_ticks_log (double low, double high, guint most)
{
  static const double leads[] = { 1.0, 2.0, 5.0 };
  RcpTicks ticks = { .count = 0 };
  int first, last, stride;
  guint per_power = G_N_ELEMENTS (leads);

  g_return_val_if_fail (low > 0 && high > low, ticks);
  most = CLAMP (most, 2, RCP_MAX_TICKS);
  first = (int) floor (log10 (low) + 1e-9);
  last = (int) floor (log10 (high) + 1e-9);
  if (log10 (high / low) * per_power + 1.0 > most)
    per_power = 1;
  stride = per_power > 1 ? 1 : MAX (1, (int) ceil ((last - first + 1) / (double) most));
  for (int power = first; power <= last; power += stride)
    for (guint lead = 0; lead < per_power; lead++)
      {
        double value = leads[lead] * pow (10.0, power);

        if (value >= low * (1.0 - 1e-9) && value <= high * (1.0 + 1e-9) && ticks.count < RCP_MAX_TICKS)
          ticks.values[ticks.count++] = value;
      }
  return ticks;
}

void
rcp_range_linear (double *low, double *high, guint most)
{
  double step;

  if (!(*high > *low))
    {
      double margin = *low != 0.0 ? 0.05 * fabs (*low) : 0.5;

      *low -= margin;
      *high += margin;
    }
  most = CLAMP (most, 2, RCP_MAX_TICKS);
  /* a range that was widened may call for longer steps, and these for other ends */
  do
    {
      step = rcp_round_up ((*high - *low) / (most - 1));
      *low = floor (*low / step + 1e-9) * step;
      *high = ceil (*high / step - 1e-9) * step;
    }
  while (rcp_round_up ((*high - *low) / (most - 1)) > step * (1.0 + 1e-9));
}

static double
nice_below (double value)
{
  double power = pow (10.0, floor (log10 (value) + 1e-9));
  double lead = value / power;

  return (lead >= 5.0 - 1e-9 ? 5.0 : lead >= 2.0 - 1e-9 ? 2.0 : 1.0) * power;
}

void
rcp_range_log (double *low, double *high)
{
  g_return_if_fail (*low > 0 && *high >= *low);

  *low = nice_below (*low);
  *high = rcp_round_up (*high);
  if (!(*high > *low))
    *high = rcp_round_up (1.5 * *low);
}
