#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * rcp_log_spin_attach:
 * @spin: a spin button, whose adjustment is replaced
 * @least: the least value, above 0
 * @most: the greatest value
 * @zero: whether 0 is a value as well, below @least
 *
 * Makes a spin button for values that matter by their size: it steps from 0.01 to 0.02, 0.05, 0.1 and so on, a page
 * is a factor of ten, and any value between can be typed.
 */
void rcp_log_spin_attach (GtkSpinButton *spin, double least, double most, gboolean zero);

/** rcp_spin_show_needed_digits: makes a spin button write all digits that its value has and no more: "0.9", not
 * "0.900" */
void rcp_spin_show_needed_digits (GtkSpinButton *spin);

/** rcp_spin_parse: the number that is written in a spin button just now, finished or not; %FALSE where it is none */
gboolean rcp_spin_parse (GtkSpinButton *spin, double *value);

/** rcp_log_spin_next: what follows @value in the series 1, 2, 5, 10 …: above it or, with @direction -1, below it */
double rcp_log_spin_next (double value, int direction);

G_END_DECLS
