#pragma once

#include "inspect/probe.h"
#include "train/snapshot.h"

G_BEGIN_DECLS

/**
 * cli_class_names:
 * @model: a trained network
 *
 * Returns: (transfer full) (array zero-terminated=1): the names of its classes: those of the dataset it was
 *   trained on, which need not have been fetched, or "0", "1" … where that is not known here
 */
char **cli_class_names (RcpSnapshot *model);

/**
 * cli_open_probe:
 *
 * Returns: (transfer full) (nullable): what runs pictures through @model
 */
RcpProbe *cli_open_probe (RcpSnapshot *model, GError **error);

/** cli_load_picture: (transfer full) (array) (nullable): any picture that gdk-pixbuf reads, the largest centred piece
 * of it fitted to the network of @model: bytes in CHW order */
guint8 *cli_load_picture (RcpSnapshot *model, const char *path, GError **error);

/**
 * cli_run_picture:
 * @path: as cli_load_picture() takes it
 *
 * Returns: (transfer none) (array) (nullable): every layer's output, valid until the next run
 */
const float *cli_run_picture (RcpProbe *probe, RcpSnapshot *model, const char *path, GError **error);

G_END_DECLS
