#include "pixel-frame.h"

#include <adwaita.h>

#include "rgba.h"

/* a border of @width inside of @rect grown by @outset */
static void
append_border (GtkSnapshot *snapshot, const graphene_rect_t *rect, float outset, float width, const GdkRGBA *colour)
{
  graphene_rect_t grown = *rect;
  GskRoundedRect outline;
  const float widths[4] = { width, width, width, width };
  const GdkRGBA colours[4] = { *colour, *colour, *colour, *colour };

  graphene_rect_inset (&grown, -outset, -outset);
  gsk_rounded_rect_init_from_rect (&outline, &grown, 0);
  gtk_snapshot_append_border (snapshot, &outline, widths, colours);
}

void
rcp_pixel_frame_append (GtkSnapshot *snapshot, const graphene_rect_t *rect, gboolean pinned)
{
  const RcpPalette *palette = rcp_palette (adw_style_manager_get_dark (adw_style_manager_get_default ()));
  GdkRGBA bright = rcp_rgba (palette->frame);
  GdkRGBA edge = rcp_rgba (palette->frame_edge);
  float width = pinned ? 2.0f : 1.0f;

  append_border (snapshot, rect, 1.0f, 1.0f, &edge);
  append_border (snapshot, rect, 1.0f + width, width, &bright);
  append_border (snapshot, rect, 2.0f + width, 1.0f, &edge);
}

void
rcp_outline_append (GtkSnapshot *snapshot, const graphene_rect_t *rect)
{
  const GdkRGBA faint = { 0.5f, 0.5f, 0.5f, 0.3f };

  append_border (snapshot, rect, 1.0f, 1.0f, &faint);
}

void
rcp_focus_append (GtkSnapshot *snapshot, GtkWidget *widget, const graphene_rect_t *rect)
{
  GdkRGBA accent;

  if (!gtk_widget_has_visible_focus (widget)
      || !gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), "accent_color", &accent))
    return;
  /* as libadwaita draws it around its own widgets */
  accent.alpha *= 0.5f;
  append_border (snapshot, rect, 4.0f, 2.0f, &accent);
}
