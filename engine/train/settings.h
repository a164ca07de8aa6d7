#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/** RCP_MAX_EPOCHS, RCP_MAX_BATCH_SIZE, RCP_MAX_THREADS: beyond these a number is taken for a slip of the
 * finger: what it asks for could never be done */
#define RCP_MAX_EPOCHS 1000000
#define RCP_MAX_BATCH_SIZE 65536
#define RCP_MAX_THREADS 1024

/**
 * RcpTrainSettings:
 * @dataset: "cifar10" or "shapes"
 * @network: a preset or the one-line text of a network
 * @epochs: passes over the training pictures, 1 to %RCP_MAX_EPOCHS
 * @batch_size: samples a step, 1 to %RCP_MAX_BATCH_SIZE
 * @learning_rate: finite, above 0
 * @momentum: in [0, 1)
 * @weight_decay: finite, at least 0
 * @seed: of the initial weights and of the order of the samples
 * @shuffle: a new order each epoch; else the order of the files
 * @initialiser: see rcp_initialisers()
 * @init_file: (nullable): a safetensors file whose weights are the initial ones
 * @frozen: (nullable) (array zero-terminated=1): names of layers whose parameters stay as they begin, each once
 * @device: "auto" or a backend's name
 * @threads: at most %RCP_MAX_THREADS; 0 lets the backend choose; never changes a result
 * @max_steps: stop after so many steps; 0 for no such limit
 * @tf32: whether a GPU may round products to TF32
 *
 * What a training is asked to do.
 */
typedef struct
{
  char *dataset;
  char *network;
  guint epochs;
  guint batch_size;
  double learning_rate;
  double momentum;
  double weight_decay;
  guint64 seed;
  gboolean shuffle;
  char *initialiser;
  char *init_file;
  char **frozen;
  char *device;
  guint threads;
  guint64 max_steps;
  gboolean tf32;
} RcpTrainSettings;

#define RCP_TYPE_TRAIN_SETTINGS (rcp_train_settings_get_type ())
GType rcp_train_settings_get_type (void);

/** rcp_train_settings_new: (transfer full): the defaults: LeNet on CIFAR-10, 50 epochs of batches of 64, learning
 * rate 0.01, no momentum, no weight decay, seed 1, shuffled */
RcpTrainSettings *rcp_train_settings_new (void);
RcpTrainSettings *rcp_train_settings_copy (const RcpTrainSettings *self);
void rcp_train_settings_free (RcpTrainSettings *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RcpTrainSettings, rcp_train_settings_free)

/** rcp_train_settings_get_frozen: whether a layer stays as it begins */
gboolean rcp_train_settings_get_frozen (const RcpTrainSettings *self, const char *layer);

/** rcp_train_settings_set_frozen: whether it is to */
void rcp_train_settings_set_frozen (RcpTrainSettings *self, const char *layer, gboolean frozen);

/** rcp_train_settings_check: %FALSE and %RCP_ERROR_ARGUMENT with a sentence where a value makes no sense */
gboolean rcp_train_settings_check (const RcpTrainSettings *self, GError **error);

/** rcp_train_settings_to_json: (transfer full): as the object "settings" of run.json */
char *rcp_train_settings_to_json (const RcpTrainSettings *self);

/** rcp_train_settings_from_json: (transfer full) (nullable): the other way; %RCP_ERROR_FORMAT, keys that are
 * missing take their defaults */
RcpTrainSettings *rcp_train_settings_from_json (const char *json, GError **error);

G_END_DECLS
