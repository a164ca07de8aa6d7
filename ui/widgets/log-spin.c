#include "log-spin.h"

#include <math.h>

/*
 * A GtkSpinButton adds its adjustment's increment, and says nobody whether a new value was stepped to or typed. So
 * the increment is a part of the value that nobody types; a value that has moved by just that was stepped to.
 */
#define MARK 0.0123456789

/* Decimals that a value may have. */
#define DIGITS 8

typedef struct
{
  double last;
  double least;
  gboolean zero;
} LogSpin;

double
rcp_log_spin_next (double value, int direction)
{
  static const double leads[] = { 1.0, 2.0, 5.0, 10.0 };
  double power = pow (10.0, floor (log10 (value) + 1e-9));
  double lead = value / power;

  if (direction > 0)
    {
      for (guint i = 0; i < G_N_ELEMENTS (leads); i++)
        if (leads[i] > lead * (1.0 + 1e-9))
          return leads[i] * power;
    }
  else
    {
      for (guint i = G_N_ELEMENTS (leads); i-- > 0;)
        if (leads[i] < lead * (1.0 - 1e-9))
          return leads[i] * power;
    }
  return direction > 0 ? 10.0 * power : 0.5 * power;
}

/* Without the dust of multiplying: 0.2, not 0.2000000000000001. */
static double
clean (double value)
{
  double digits = value > 0.0 ? pow (10.0, 3.0 - floor (log10 (value))) : 1.0;

  return round (value * digits) / digits;
}

static void
set_increments (GtkAdjustment *adjustment, double value, double least)
{
  double step = MARK * MAX (value, least);

  gtk_adjustment_set_step_increment (adjustment, step);
  gtk_adjustment_set_page_increment (adjustment, MARK * 10.0 * MAX (value, least));
}

static double
stepped (const LogSpin *self, int direction, gboolean page)
{
  double value = self->last;

  if (direction > 0 && value < self->least)
    return self->least;
  if (direction < 0 && value <= self->least * (1.0 + 1e-9))
    return self->zero ? 0.0 : self->least;
  if (page)
    return direction > 0 ? 10.0 * value : value / 10.0;
  return clean (rcp_log_spin_next (value, direction));
}

static void
on_value_changed (GtkAdjustment *adjustment, gpointer user_data)
{
  LogSpin *self = user_data;
  double value = gtk_adjustment_get_value (adjustment);
  double moved = fabs (value - self->last);
  double step = gtk_adjustment_get_step_increment (adjustment);
  double page = gtk_adjustment_get_page_increment (adjustment);
  gboolean by_step = fabs (moved - step) < 1e-4 * step;
  gboolean by_page = fabs (moved - page) < 1e-4 * page;

  if (by_step || by_page)
    value = stepped (self, value > self->last ? 1 : -1, by_page);
  value = MIN (value, gtk_adjustment_get_upper (adjustment));
  self->last = value;
  set_increments (adjustment, value, self->least);
  if (by_step || by_page)
    gtk_adjustment_set_value (adjustment, value);
}

gboolean
rcp_spin_parse (GtkSpinButton *spin, double *value)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (spin));
  char *end;

  *value = g_strtod (text, &end);
  return end != text && *end == '\0' && isfinite (*value);
}

static gboolean
on_output (GtkSpinButton *spin)
{
  g_autoptr (GString) text = g_string_new (NULL);
  double written;
  gboolean typing = gtk_widget_get_state_flags (GTK_WIDGET (spin)) & GTK_STATE_FLAG_FOCUS_WITHIN;

  /* what is being typed is not to be written over while it says the same */
  if (typing && rcp_spin_parse (spin, &written) && written == gtk_spin_button_get_value (spin))
    return TRUE;
  g_string_printf (text, "%.*f", DIGITS, gtk_spin_button_get_value (spin));
  while (text->len > 1 && text->str[text->len - 1] == '0')
    g_string_truncate (text, text->len - 1);
  if (!g_ascii_isdigit (text->str[text->len - 1]))
    g_string_truncate (text, text->len - 1);
  gtk_editable_set_text (GTK_EDITABLE (spin), text->str);
  return TRUE;
}

void
rcp_spin_show_needed_digits (GtkSpinButton *spin)
{
  g_return_if_fail (GTK_IS_SPIN_BUTTON (spin));

  gtk_spin_button_set_digits (spin, DIGITS);
  g_signal_connect (spin, "output", G_CALLBACK (on_output), NULL);
  gtk_spin_button_update (spin);
}

static void
log_spin_free (gpointer data, GClosure *closure)
{
  g_free (data);
}

void
rcp_log_spin_attach (GtkSpinButton *spin, double least, double most, gboolean zero)
{
  GtkAdjustment *adjustment;
  LogSpin *self;

  g_return_if_fail (GTK_IS_SPIN_BUTTON (spin));
  g_return_if_fail (least > 0.0 && most > least);

  self = g_new0 (LogSpin, 1);
  self->least = self->last = least;
  self->zero = zero;
  adjustment = gtk_adjustment_new (least, zero ? 0.0 : least, most, 1.0, 1.0, 0.0);
  set_increments (adjustment, least, least);
  /* before the spin button listens to it: nobody is to see a value that is still being corrected */
  g_signal_connect_data (adjustment, "value-changed", G_CALLBACK (on_value_changed), self, log_spin_free, 0);
  gtk_spin_button_set_adjustment (spin, adjustment);
  rcp_spin_show_needed_digits (spin);
}
