#include "term-list.h"

#include "set-text.h"

typedef struct
{
  GtkWidget *row;
  GtkInscription *place;
  GtkInscription *formula;
} Line;

struct _RcpTermList
{
  GtkWidget parent_instance;

  GtkListBox *list;
  GArray *lines; /* of Line */
};

G_DEFINE_FINAL_TYPE (RcpTermList, rcp_term_list, GTK_TYPE_WIDGET)

enum
{
  PRESSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static GtkInscription *
new_text (guint n_chars, float align)
{
  GtkInscription *text = GTK_INSCRIPTION (gtk_inscription_new (NULL));

  gtk_inscription_set_min_chars (text, n_chars / 3);
  gtk_inscription_set_nat_chars (text, n_chars);
  gtk_inscription_set_text_overflow (text, GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_xalign (text, align);
  gtk_widget_add_css_class (GTK_WIDGET (text), "numeric");
  return text;
}

static void
add_line (RcpTermList *self)
{
  Line line = { .row = gtk_list_box_row_new (), .place = new_text (22, 0.0f), .formula = new_text (30, 1.0f) };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  gtk_widget_add_css_class (GTK_WIDGET (line.place), "dim-label");
  gtk_widget_set_hexpand (GTK_WIDGET (line.place), TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (line.place));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (line.formula));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (line.row), box);
  gtk_list_box_append (self->list, line.row);
  g_array_append_val (self->lines, line);
}

void
rcp_term_list_set_length (RcpTermList *self, guint n)
{
  g_return_if_fail (RCP_IS_TERM_LIST (self));

  while (self->lines->len < n)
    add_line (self);
  for (guint i = 0; i < self->lines->len; i++)
    gtk_widget_set_visible (g_array_index (self->lines, Line, i).row, i < n);
}

void
rcp_term_list_set_line (RcpTermList *self, guint index, const char *place, const char *formula)
{
  Line *line;
  g_autofree char *name = NULL;

  g_return_if_fail (RCP_IS_TERM_LIST (self));
  g_return_if_fail (index < self->lines->len);

  line = &g_array_index (self->lines, Line, index);
  name = g_strdup_printf ("%s: %s", place, formula);
  rcp_set_text (line->place, place);
  rcp_set_text (line->formula, formula);
  gtk_accessible_update_property (GTK_ACCESSIBLE (line->row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
on_row_activated (RcpTermList *self, GtkListBoxRow *row)
{
  g_signal_emit (self, signals[PRESSED], 0, gtk_list_box_row_get_index (row));
}
static void
rcp_term_list_dispose (GObject *object)
{
  RcpTermList *self = RCP_TERM_LIST (object);

  if (self->list != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->list));
  self->list = NULL;
  g_clear_pointer (&self->lines, g_array_unref);
  G_OBJECT_CLASS (rcp_term_list_parent_class)->dispose (object);
}

static void
rcp_term_list_class_init (RcpTermListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rcp_term_list_dispose;
  signals[PRESSED] =
      g_signal_new ("pressed", RCP_TYPE_TERM_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
rcp_term_list_init (RcpTermList *self)
{
  self->lines = g_array_new (FALSE, TRUE, sizeof (Line));
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "terms");
  gtk_widget_set_parent (GTK_WIDGET (self->list), GTK_WIDGET (self));
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (on_row_activated), self);
}
