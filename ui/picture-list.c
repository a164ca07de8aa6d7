#include "picture-list.h"

#include <glib/gi18n.h>

struct _RcpPicture
{
  GObject parent_instance;

  RcpDataset *dataset;
  RcpSplit split;
  guint index;
  guint label;
};

G_DEFINE_FINAL_TYPE (RcpPicture, rcp_picture, G_TYPE_OBJECT)

static void
rcp_picture_finalize (GObject *object)
{
  RcpPicture *self = RCP_PICTURE (object);

  g_clear_object (&self->dataset);
  G_OBJECT_CLASS (rcp_picture_parent_class)->finalize (object);
}

static void
rcp_picture_class_init (RcpPictureClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rcp_picture_finalize;
}

static void
rcp_picture_init (RcpPicture *self)
{
}

RcpSplit
rcp_picture_get_split (RcpPicture *self)
{
  g_return_val_if_fail (RCP_IS_PICTURE (self), RCP_SPLIT_TRAIN);
  return self->split;
}

guint
rcp_picture_get_index (RcpPicture *self)
{
  g_return_val_if_fail (RCP_IS_PICTURE (self), 0);
  return self->index;
}

guint
rcp_picture_get_label (RcpPicture *self)
{
  g_return_val_if_fail (RCP_IS_PICTURE (self), 0);
  return self->label;
}

RcpDataset *
rcp_picture_get_dataset (RcpPicture *self)
{
  g_return_val_if_fail (RCP_IS_PICTURE (self), NULL);
  return self->dataset;
}

const guint8 *
rcp_picture_get_pixels (RcpPicture *self)
{
  g_return_val_if_fail (RCP_IS_PICTURE (self), NULL);
  return rcp_samples_pixels (rcp_dataset_get_samples (self->dataset, self->split), self->index);
}

char *
rcp_picture_describe (RcpDataset *dataset, RcpSplit split, guint index, guint label)
{
  const char *name = rcp_dataset_get_class_name (dataset, label);

  if (split == RCP_SPLIT_TEST)
    /* Translators: a picture of the dataset: its class and its number, such as "cat, test picture 77" */
    return g_strdup_printf (_ ("%s, test picture %u"), name, index);
  /* Translators: a picture of the dataset: its class and its number */
  return g_strdup_printf (_ ("%s, training picture %u"), name, index);
}

char *
rcp_picture_dup_description (RcpPicture *self)
{
  g_return_val_if_fail (RCP_IS_PICTURE (self), NULL);
  return rcp_picture_describe (self->dataset, self->split, self->index, self->label);
}

struct _RcpPictureLabels
{
  guint count[RCP_N_SPLITS];
  guint8 *labels[RCP_N_SPLITS];
};

RcpPictureLabels *
rcp_picture_labels_new (RcpDataset *dataset)
{
  RcpPictureLabels *self = g_new0 (RcpPictureLabels, 1);

  for (int split = 0; split < RCP_N_SPLITS; split++)
    {
      const RcpSamples *samples = rcp_dataset_get_samples (dataset, split);

      self->count[split] = samples->count;
      self->labels[split] = g_malloc (samples->count);
      for (guint i = 0; i < samples->count; i++)
        self->labels[split][i] = rcp_samples_label (samples, i);
    }
  return self;
}

void
rcp_picture_labels_free (RcpPictureLabels *self)
{
  if (self == NULL)
    return;
  for (int split = 0; split < RCP_N_SPLITS; split++)
    g_free (self->labels[split]);
  g_free (self);
}

/* A picture's ordinal counts the training pictures first and the test pictures after them. */
struct _RcpPictureList
{
  GObject parent_instance;

  RcpDataset *dataset;
  RcpPictureLabels *labels;
  RcpSplit split;
  guint label;

  /* with every class listed the pictures are one range of ordinals; else they are told one by one */
  guint first;
  guint count;
  guint *ordinals;
};

static void rcp_picture_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RcpPictureList, rcp_picture_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, rcp_picture_list_model_init))

static guint
ordinal_at (RcpPictureList *self, guint position)
{
  return self->ordinals != NULL ? self->ordinals[position] : self->first + position;
}

static void
place_of_ordinal (RcpPictureList *self, guint ordinal, RcpSplit *split, guint *index)
{
  guint n_train = self->labels->count[RCP_SPLIT_TRAIN];

  *split = ordinal < n_train ? RCP_SPLIT_TRAIN : RCP_SPLIT_TEST;
  *index = ordinal < n_train ? ordinal : ordinal - n_train;
}

static guint
label_of_ordinal (RcpPictureList *self, guint ordinal)
{
  RcpSplit split;
  guint index;

  place_of_ordinal (self, ordinal, &split, &index);
  return self->labels->labels[split][index];
}

static GType
rcp_picture_list_get_item_type (GListModel *model)
{
  return RCP_TYPE_PICTURE;
}

static guint
rcp_picture_list_get_n_items (GListModel *model)
{
  return RCP_PICTURE_LIST (model)->count;
}

static gpointer
rcp_picture_list_get_item (GListModel *model, guint position)
{
  RcpPictureList *self = RCP_PICTURE_LIST (model);
  RcpPicture *picture;

  if (position >= self->count)
    return NULL;
  picture = g_object_new (RCP_TYPE_PICTURE, NULL);
  picture->dataset = g_object_ref (self->dataset);
  place_of_ordinal (self, ordinal_at (self, position), &picture->split, &picture->index);
  picture->label = self->labels->labels[picture->split][picture->index];
  return picture;
}

static void
rcp_picture_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = rcp_picture_list_get_item_type;
  iface->get_n_items = rcp_picture_list_get_n_items;
  iface->get_item = rcp_picture_list_get_item;
}

static void
rcp_picture_list_finalize (GObject *object)
{
  RcpPictureList *self = RCP_PICTURE_LIST (object);

  g_clear_object (&self->dataset);
  g_clear_pointer (&self->labels, rcp_picture_labels_free);
  g_clear_pointer (&self->ordinals, g_free);
  G_OBJECT_CLASS (rcp_picture_list_parent_class)->finalize (object);
}

static void
rcp_picture_list_class_init (RcpPictureListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rcp_picture_list_finalize;
}

static void
rcp_picture_list_init (RcpPictureList *self)
{
  self->split = RCP_SPLIT_TEST;
  self->label = RCP_LABEL_ALL;
}

RcpPictureList *
rcp_picture_list_new (void)
{
  return g_object_new (RCP_TYPE_PICTURE_LIST, NULL);
}

static void
select_class (RcpPictureList *self, guint first, guint n)
{
  guint count = 0;

  self->ordinals = g_new (guint, MAX (n, 1));
  for (guint i = first; i < first + n; i++)
    if (label_of_ordinal (self, i) == self->label)
      self->ordinals[count++] = i;
  self->count = count;
}

/* the old pictures go before the new ones come: what keeps a selection would search them all for the old one */
static void
clear (RcpPictureList *self)
{
  guint count = self->count;

  g_clear_pointer (&self->ordinals, g_free);
  self->first = 0;
  self->count = 0;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, count, 0);
}

static void
fill (RcpPictureList *self)
{
  guint n_train = self->labels->count[RCP_SPLIT_TRAIN];
  guint n_test = self->labels->count[RCP_SPLIT_TEST];
  guint first = self->split == RCP_SPLIT_TEST ? n_train : 0;
  guint n = (self->split != RCP_SPLIT_TEST ? n_train : 0) + (self->split != RCP_SPLIT_TRAIN ? n_test : 0);

  if (self->label == RCP_LABEL_ALL)
    {
      self->first = first;
      self->count = n;
    }
  else
    select_class (self, first, n);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, self->count);
}

void
rcp_picture_list_set_dataset (RcpPictureList *self, RcpDataset *dataset, RcpPictureLabels *labels)
{
  g_return_if_fail (RCP_IS_PICTURE_LIST (self));
  g_return_if_fail (RCP_IS_DATASET (dataset));
  g_return_if_fail (labels != NULL);

  clear (self);
  g_set_object (&self->dataset, dataset);
  g_clear_pointer (&self->labels, rcp_picture_labels_free);
  self->labels = labels;
  if (self->label != RCP_LABEL_ALL && self->label >= rcp_dataset_get_n_classes (dataset))
    self->label = RCP_LABEL_ALL;
  fill (self);
}

void
rcp_picture_list_set_filter (RcpPictureList *self, RcpSplit split, guint label)
{
  g_return_if_fail (RCP_IS_PICTURE_LIST (self));
  g_return_if_fail (split <= RCP_SPLIT_ALL);

  if (split == self->split && label == self->label)
    return;
  clear (self);
  self->split = split;
  self->label = label;
  if (self->labels != NULL)
    fill (self);
}

RcpSplit
rcp_picture_list_get_split (RcpPictureList *self)
{
  g_return_val_if_fail (RCP_IS_PICTURE_LIST (self), RCP_SPLIT_ALL);
  return self->split;
}

guint
rcp_picture_list_get_label (RcpPictureList *self)
{
  g_return_val_if_fail (RCP_IS_PICTURE_LIST (self), RCP_LABEL_ALL);
  return self->label;
}

gboolean
rcp_picture_list_find (RcpPictureList *self, RcpSplit split, guint index, guint *position)
{
  guint low = 0, high, ordinal;

  g_return_val_if_fail (RCP_IS_PICTURE_LIST (self), FALSE);
  g_return_val_if_fail (split < RCP_N_SPLITS, FALSE);

  *position = 0;
  if (self->labels == NULL)
    return FALSE;
  ordinal = index + (split == RCP_SPLIT_TEST ? self->labels->count[RCP_SPLIT_TRAIN] : 0);
  high = self->count;
  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (ordinal_at (self, middle) < ordinal)
        low = middle + 1;
      else
        high = middle;
    }
  *position = low;
  return low < self->count && ordinal_at (self, low) == ordinal;
}

gboolean
rcp_picture_list_get_place (RcpPictureList *self, guint position, RcpSplit *split, guint *index)
{
  g_return_val_if_fail (RCP_IS_PICTURE_LIST (self), FALSE);

  if (position >= self->count)
    return FALSE;
  place_of_ordinal (self, ordinal_at (self, position), split, index);
  return TRUE;
}
