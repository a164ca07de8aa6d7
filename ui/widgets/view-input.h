#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * RcpViewInput:
 * @motion: (self, double x, double y): the pointer came or moved
 * @leave: (self): the pointer left
 * @press: (self, int n_press, double x, double y): the pointer's button
 * @key: (self, guint keyval, guint keycode, GdkModifierType state): as "key-pressed" of #GtkEventControllerKey
 * @focus: (self): the keyboard came
 * @blur: (self): the keyboard left
 *
 * What a drawing of cells does with the pointer and the keyboard. Each is called with the widget first.
 */
typedef struct
{
  GCallback motion;
  GCallback leave;
  GCallback press;
  GCallback key;
  GCallback focus;
  GCallback blur;
} RcpViewInput;

/** rcp_view_input_add: makes @widget one that can be focused, with the event controllers for all of @input */
void rcp_view_input_add (GtkWidget *widget, const RcpViewInput *input);

/** rcp_view_input_arrow: (out) where an arrow key leads, in columns and rows; %FALSE if @keyval is none */
gboolean rcp_view_input_arrow (guint keyval, int *columns, int *rows);

G_END_DECLS
