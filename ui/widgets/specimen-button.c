#include "specimen-button.h"

#include "image-view.h"

struct _RcpSpecimenButton
{
  RcpSessionBin parent_instance;

  RcpSession *session; /* the parent class's */

  GtkMenuButton *button;
  RcpImageView *thumbnail;
  GtkLabel *label;
  RcpImageView *image;
  GtkLabel *caption;
  GtkWidget *fit_box;
  GtkToggleButton *crop_button;
};

G_DEFINE_FINAL_TYPE (RcpSpecimenButton, rcp_specimen_button, RCP_TYPE_SESSION_BIN)

static void
show_specimen (RcpSpecimenButton *self)
{
  const RcpSpecimen *specimen = rcp_session_get_specimen (self->session);
  g_autofree char *name = rcp_session_dup_specimen_name (self->session);
  g_autofree char *description = rcp_session_dup_specimen_description (self->session);

  gtk_widget_set_visible (GTK_WIDGET (self), specimen != NULL);
  if (specimen == NULL)
    return;
  rcp_image_view_set_picture (self->thumbnail, specimen->owner, specimen->pixels, specimen->shape);
  rcp_image_view_set_picture (self->image, specimen->owner, specimen->pixels, specimen->shape);
  gtk_label_set_label (self->label, name);
  gtk_label_set_label (self->caption, description);
  gtk_widget_set_visible (self->fit_box, specimen->picture != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->image), GTK_ACCESSIBLE_PROPERTY_LABEL, description, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
show_fit (RcpSpecimenButton *self)
{
  gtk_toggle_button_set_active (self->crop_button, rcp_session_get_fit (self->session) == RCP_IMAGE_FIT_CROP);
}

static void
on_fit_toggled (RcpSpecimenButton *self)
{
  if (self->session != NULL)
    rcp_session_set_fit (self->session,
                         gtk_toggle_button_get_active (self->crop_button) ? RCP_IMAGE_FIT_CROP : RCP_IMAGE_FIT_STRETCH);
}

static void
rcp_specimen_button_take_session (RcpSessionBin *bin, RcpSession *session)
{
  RcpSpecimenButton *self = RCP_SPECIMEN_BUTTON (bin);

  self->session = session;
  g_signal_connect_object (session, "specimen-changed", G_CALLBACK (show_specimen), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::fit", G_CALLBACK (show_fit), self, G_CONNECT_SWAPPED);
  show_specimen (self);
  show_fit (self);
}

static void
rcp_specimen_button_class_init (RcpSpecimenButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  RCP_SESSION_BIN_CLASS (klass)->take_session = rcp_specimen_button_take_session;

  g_type_ensure (RCP_TYPE_IMAGE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/receptive/Receptive/specimen-button.ui");
  gtk_widget_class_bind_template_child (widget_class, RcpSpecimenButton, button);
  gtk_widget_class_bind_template_child (widget_class, RcpSpecimenButton, thumbnail);
  gtk_widget_class_bind_template_child (widget_class, RcpSpecimenButton, label);
  gtk_widget_class_bind_template_child (widget_class, RcpSpecimenButton, image);
  gtk_widget_class_bind_template_child (widget_class, RcpSpecimenButton, caption);
  gtk_widget_class_bind_template_child (widget_class, RcpSpecimenButton, fit_box);
  gtk_widget_class_bind_template_child (widget_class, RcpSpecimenButton, crop_button);
  gtk_widget_class_bind_template_callback (widget_class, on_fit_toggled);
}

static void
rcp_specimen_button_init (RcpSpecimenButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
rcp_specimen_button_popdown (RcpSpecimenButton *self)
{
  g_return_if_fail (RCP_IS_SPECIMEN_BUTTON (self));
  gtk_menu_button_popdown (self->button);
}
