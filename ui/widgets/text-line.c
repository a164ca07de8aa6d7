#include "text-line.h"

static PangoLayout *
make_layout (GtkWidget *widget, const char *text, gboolean strong)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (widget, text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_attr_list_insert (attributes, pango_attr_scale_new (0.92));
  if (strong)
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, attributes);
  return layout;
}

void
rcp_text_line_clear (RcpTextLine *self)
{
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->node, gsk_render_node_unref);
}

void
rcp_text_line_draw (RcpTextLine *self, GtkWidget *widget, const char *text, gboolean strong, const GdkRGBA *colour,
                    int height)
{
  g_autoptr (PangoLayout) layout = make_layout (widget, text, strong);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  int text_height;

  rcp_text_line_clear (self);
  self->text = g_strdup (text);
  pango_layout_get_pixel_size (layout, &self->width, &text_height);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (0, (float) ((height - text_height) / 2)));
  gtk_snapshot_append_layout (snapshot, layout, colour);
  self->node = gtk_snapshot_free_to_node (snapshot);
}

void
rcp_text_line_append (const RcpTextLine *self, GtkSnapshot *snapshot, float x, float y)
{
  if (self->node == NULL)
    return;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  gtk_snapshot_append_node (snapshot, self->node);
  gtk_snapshot_restore (snapshot);
}

int
rcp_text_line_measure (GtkWidget *widget, const char *text, gboolean strong)
{
  g_autoptr (PangoLayout) layout = make_layout (widget, text, strong);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  return width;
}
