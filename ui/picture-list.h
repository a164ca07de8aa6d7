#pragma once

#include <gio/gio.h>

#include "data/dataset.h"

G_BEGIN_DECLS

/** RCP_SPLIT_ALL: both splits, the training pictures first */
#define RCP_SPLIT_ALL RCP_N_SPLITS

/** RCP_LABEL_ALL: every class */
#define RCP_LABEL_ALL G_MAXUINT

#define RCP_TYPE_PICTURE (rcp_picture_get_type ())
/**
 * RcpPicture:
 *
 * One entry of an #RcpPictureList: where a picture is, not its pixels.
 */
G_DECLARE_FINAL_TYPE (RcpPicture, rcp_picture, RCP, PICTURE, GObject)

RcpSplit rcp_picture_get_split (RcpPicture *self);
guint rcp_picture_get_index (RcpPicture *self);
guint rcp_picture_get_label (RcpPicture *self);

/** rcp_picture_get_dataset: (transfer none): the dataset it belongs to */
RcpDataset *rcp_picture_get_dataset (RcpPicture *self);

/** rcp_picture_get_pixels: (transfer none): its bytes in CHW order, valid as long as @self */
const guint8 *rcp_picture_get_pixels (RcpPicture *self);

/** rcp_picture_describe: (transfer full): a picture in words: "cat, test picture 77" */
char *rcp_picture_describe (RcpDataset *dataset, RcpSplit split, guint index, guint label);

/** rcp_picture_dup_description: (transfer full): the same of @self */
char *rcp_picture_dup_description (RcpPicture *self);

/**
 * RcpPictureLabels:
 *
 * The class of every picture of a dataset, side by side. In the files the labels lie 3,073 bytes apart;
 * gathered once, in a worker, they are filtered in microseconds.
 */
typedef struct _RcpPictureLabels RcpPictureLabels;

/** rcp_picture_labels_new: reads every label; from any thread */
RcpPictureLabels *rcp_picture_labels_new (RcpDataset *dataset);
void rcp_picture_labels_free (RcpPictureLabels *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RcpPictureLabels, rcp_picture_labels_free)

#define RCP_TYPE_PICTURE_LIST (rcp_picture_list_get_type ())
/**
 * RcpPictureList:
 *
 * A #GListModel of #RcpPicture: the pictures of a dataset that pass a filter. Items are made when they
 * are asked for, so that 60,000 pictures cost what is on the screen.
 */
G_DECLARE_FINAL_TYPE (RcpPictureList, rcp_picture_list, RCP, PICTURE_LIST, GObject)

RcpPictureList *rcp_picture_list_new (void);

/** rcp_picture_list_set_dataset: @labels: (transfer full): the dataset's labels */
void rcp_picture_list_set_dataset (RcpPictureList *self, RcpDataset *dataset, RcpPictureLabels *labels);

/** rcp_picture_list_set_filter: a split or %RCP_SPLIT_ALL, and a class or %RCP_LABEL_ALL */
void rcp_picture_list_set_filter (RcpPictureList *self, RcpSplit split, guint label);
RcpSplit rcp_picture_list_get_split (RcpPictureList *self);
guint rcp_picture_list_get_label (RcpPictureList *self);

/**
 * rcp_picture_list_find:
 * @position: (out): where the picture stands; where it is not listed, where it would stand
 *
 * Returns: whether the picture is listed
 */
gboolean rcp_picture_list_find (RcpPictureList *self, RcpSplit split, guint index, guint *position);

/** rcp_picture_list_get_place: the picture at a position, without making an item; %FALSE past the end */
gboolean rcp_picture_list_get_place (RcpPictureList *self, guint position, RcpSplit *split, guint *index);

G_END_DECLS
