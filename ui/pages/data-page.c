#include "data-page.h"

#include <glib/gi18n.h>

#include "draw/numbers.h"
#include "widgets/fetch-bar.h"
#include "widgets/picture-grid.h"
#include "widgets/specimen-panel.h"

struct _RcpDataPage
{
  RcpSessionBin parent_instance;

  RcpSession *session; /* the parent class's */
  gboolean filling;

  GtkDropDown *dataset_choice;
  GtkDropDown *split_choice;
  GtkDropDown *class_choice;
  GtkLabel *count_label;
};

G_DEFINE_FINAL_TYPE (RcpDataPage, rcp_data_page, RCP_TYPE_SESSION_BIN)

const RcpPageInfo rcp_data_page_info = {
  .id = "data",
  .title = N_ ("Data"),
  .icon_name = "rcp-data-symbolic",
  .get_type = rcp_data_page_get_type,
};

/* Choices */

static void
on_filter_chosen (RcpDataPage *self)
{
  guint label = gtk_drop_down_get_selected (self->class_choice);

  if (self->filling || self->session == NULL)
    return;
  /* the splits stand in the order of RcpSplit; the first class is "all of them" */
  rcp_session_set_filter (self->session, gtk_drop_down_get_selected (self->split_choice),
                          label == 0 ? RCP_LABEL_ALL : label - 1);
}

static void
show_dataset_choice (RcpDataPage *self)
{
  RcpDataset *dataset = rcp_session_get_dataset (self->session);

  if (dataset == NULL)
    return;
  self->filling = TRUE;
  for (guint i = 0; rcp_dataset_names ()[i] != NULL; i++)
    if (g_str_equal (rcp_dataset_names ()[i], rcp_dataset_get_name (dataset)))
      gtk_drop_down_set_selected (self->dataset_choice, i);
  self->filling = FALSE;
}

static void
on_dataset_chosen (RcpDataPage *self)
{
  guint chosen = gtk_drop_down_get_selected (self->dataset_choice);

  if (self->filling || self->session == NULL || chosen == GTK_INVALID_LIST_POSITION)
    return;
  rcp_session_select_dataset (self->session, rcp_dataset_names ()[chosen]);
  /* back where it could not be: the problem has been told */
  if (!rcp_session_get_loading (self->session))
    show_dataset_choice (self);
}

static void
on_loading_changed (RcpDataPage *self)
{
  if (!rcp_session_get_loading (self->session))
    show_dataset_choice (self);
}

static void
fill_classes (RcpDataPage *self, RcpDataset *dataset)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint label = rcp_picture_list_get_label (rcp_session_get_pictures (self->session));

  gtk_string_list_append (names, _ ("All classes"));
  for (guint i = 0; i < rcp_dataset_get_n_classes (dataset); i++)
    gtk_string_list_append (names, rcp_dataset_get_class_name (dataset, i));
  self->filling = TRUE;
  gtk_drop_down_set_model (self->class_choice, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (self->class_choice, label == RCP_LABEL_ALL ? 0 : label + 1);
  self->filling = FALSE;
}

static void
on_dataset_changed (RcpDataPage *self)
{
  RcpDataset *dataset = rcp_session_get_dataset (self->session);

  if (dataset == NULL)
    return;
  show_dataset_choice (self);
  fill_classes (self, dataset);
}

static void
fill_datasets (RcpDataPage *self)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);

  for (const char *const *name = rcp_dataset_names (); *name != NULL; name++)
    gtk_string_list_append (titles, rcp_dataset_title_of (*name));
  gtk_drop_down_set_model (self->dataset_choice, G_LIST_MODEL (titles));
}

static void
on_pictures_changed (RcpDataPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (rcp_session_get_pictures (self->session)));
  g_autofree char *count = rcp_format_count (n);

  gtk_label_set_label (self->count_label, count);
}

/* the part of a drop-down that takes the keyboard is a button inside, which GTK leaves without a name */
static void
name_choice (GtkDropDown *choice, const char *name)
{
  GtkWidget *button = gtk_widget_get_first_child (GTK_WIDGET (choice));

  if (GTK_IS_TOGGLE_BUTTON (button))
    gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* The object */

static void
rcp_data_page_take_session (RcpSessionBin *bin, RcpSession *session)
{
  RcpDataPage *self = RCP_DATA_PAGE (bin);
  RcpPictureList *pictures = rcp_session_get_pictures (session);

  self->session = session;
  self->filling = TRUE;
  fill_datasets (self);
  gtk_drop_down_set_selected (self->split_choice, rcp_picture_list_get_split (pictures));
  self->filling = FALSE;
  g_signal_connect_object (self->session, "notify::dataset", G_CALLBACK (on_dataset_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::loading", G_CALLBACK (on_loading_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (pictures, "items-changed", G_CALLBACK (on_pictures_changed), self, G_CONNECT_SWAPPED);
  on_dataset_changed (self);
  on_pictures_changed (self);
}

static void
rcp_data_page_class_init (RcpDataPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  RCP_SESSION_BIN_CLASS (klass)->take_session = rcp_data_page_take_session;

  g_type_ensure (RCP_TYPE_FETCH_BAR);
  g_type_ensure (RCP_TYPE_PICTURE_GRID);
  g_type_ensure (RCP_TYPE_SPECIMEN_PANEL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/receptive/Receptive/data-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RcpDataPage, dataset_choice);
  gtk_widget_class_bind_template_child (widget_class, RcpDataPage, split_choice);
  gtk_widget_class_bind_template_child (widget_class, RcpDataPage, class_choice);
  gtk_widget_class_bind_template_child (widget_class, RcpDataPage, count_label);
  gtk_widget_class_bind_template_callback (widget_class, on_dataset_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_filter_chosen);
}

static void
rcp_data_page_init (RcpDataPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  name_choice (self->dataset_choice, _ ("Dataset"));
  name_choice (self->split_choice, _ ("Split"));
  name_choice (self->class_choice, _ ("Class"));
}
