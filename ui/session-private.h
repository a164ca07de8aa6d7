#pragma once

/* What the files of the session share: session.c has the object and the specimen, session-data.c the datasets,
 * session-picture.c pictures of one's own, session-run.c the run, session-open.c runs from the disk,
 * session-moment.c the moment of the run. */

#include "session.h"

G_BEGIN_DECLS

typedef enum
{
  RCP_WISH_NOTHING,
  RCP_WISH_START,
  RCP_WISH_STEP,
} RcpWish;

/* What is looked at of the run. */
typedef struct
{
  RcpSnapshot *snapshot; /* what the pages draw */
  gboolean untrained;    /* whether it belongs to no run */
  gboolean is_past;      /* a moment was chosen; otherwise the newest weights are followed */
  guint64 step;          /* of the moment that was chosen */
  guint watchers;
  gboolean is_wanted; /* the trainer has been told to publish weights */

  RcpSnapshot *initial;        /* what a run with these settings would begin with */
  RcpDataset *initial_dataset; /* all that it depends on */
  char *initial_key;

  guint tick;        /* source of the next "snapshot-changed" */
  guint rest;        /* source of the next time that weights are wanted of a run that is followed */
  gint64 tick_due;   /* monotonic time, µs */
  gint64 last_tick;  /* likewise */
  gint64 cost;       /* µs of the main thread's time that showing one takes; 0 while not known */
  gboolean loading;  /* a worker reads weights */
  gboolean outdated; /* and not the ones that are wanted by now */
} RcpMomentView;

struct _RcpSession
{
  GObject parent_instance;

  char *data_dir;

  RcpDataset *dataset;
  const RcpStatistics *statistics;
  guint opening;
  RcpPictureList *pictures;
  RcpSpecimen specimen;
  RcpImageFit fit;
  GCancellable *reading;
  GPtrArray *awaited; /* (nullable): files to be opened when there is a dataset */
  RcpKernel *kernel;
  gboolean kernel_grey;

  RcpTrainSettings *settings;
  RcpTrainer *trainer;
  RcpWish wish;
  RcpTrainer *branch; /* that begins when the current run has ended */

  guint run_serial; /* of the newest run that was to be opened */
  RcpMomentView moment;

  GCancellable *fetch_cancellable;
  gboolean fetchable;
  GTask *close_task;
};

typedef enum
{
  RCP_SESSION_PROP_0,
  RCP_SESSION_PROP_DATA_DIR,
  RCP_SESSION_PROP_DATASET,
  RCP_SESSION_PROP_DATASET_NAME,
  RCP_SESSION_PROP_LOADING,
  RCP_SESSION_PROP_STATISTICS_KNOWN,
  RCP_SESSION_PROP_TRAINER,
  RCP_SESSION_PROP_FIT,
  RCP_SESSION_PROP_KERNEL,
  RCP_SESSION_PROP_SETTINGS,
  RCP_SESSION_PROP_FETCHING,
  RCP_SESSION_PROP_FETCHABLE,
  RCP_SESSION_PROP_LIVE,
  RCP_SESSION_PROP_MOMENT,
  RCP_SESSION_PROP_UNTRAINED,
  RCP_SESSION_N_PROPS
} RcpSessionProperty;

typedef enum
{
  RCP_SESSION_SPECIMEN_CHANGED,
  RCP_SESSION_SNAPSHOT_CHANGED,
  RCP_SESSION_HISTORY_CHANGED,
  RCP_SESSION_FETCH_PROGRESS,
  RCP_SESSION_MESSAGE,
  RCP_SESSION_PROBLEM,
  RCP_SESSION_N_SIGNALS
} RcpSessionSignal;

/** rcp_session_changed: notifies a property */
void rcp_session_changed (RcpSession *self, RcpSessionProperty property);

/** rcp_session_emit: emits a signal with its arguments */
void rcp_session_emit (RcpSession *self, RcpSessionSignal signal, ...);

/** rcp_session_place_specimen: puts the specimen where it is, without a word to anybody */
void rcp_session_place_specimen (RcpSession *self, RcpSplit split, guint index);

/** rcp_session_refit_picture: makes the user's own picture fit the dataset's shape, without a word to anybody;
 * %FALSE where the specimen is none, or cannot be made to fit */
gboolean rcp_session_refit_picture (RcpSession *self);

/** rcp_session_stop_reading: forgets of the picture that is being read */
void rcp_session_stop_reading (RcpSession *self);

/** rcp_session_open: opens a dataset in a worker; with @fall_back the built-in one where it cannot be had */
void rcp_session_open (RcpSession *self, const char *name, gboolean fall_back);

/** rcp_session_take_dataset: makes it what is looked at; (transfer full) @labels */
void rcp_session_take_dataset (RcpSession *self, RcpDataset *dataset, RcpPictureLabels *labels);

/** RCP_SESSION_FETCHED_DATASET: the one dataset that can be fetched */
#define RCP_SESSION_FETCHED_DATASET "cifar10"

/** rcp_session_fulfil_wish: makes the step or the start that was asked for, once it can be made */
void rcp_session_fulfil_wish (RcpSession *self);

/** rcp_session_open_awaited: opens the files that were asked for before there was a dataset */
void rcp_session_open_awaited (RcpSession *self);

/** rcp_session_take_trainer: (transfer none) @trainer: makes it the current run, looked at live */
void rcp_session_take_trainer (RcpSession *self, RcpTrainer *trainer);

/** rcp_session_follow_trainer: the current run is another one */
void rcp_session_follow_trainer (RcpSession *self);

/** rcp_session_unfollow_trainer: hears no more of the current run, if there is one */
void rcp_session_unfollow_trainer (RcpSession *self);

/** rcp_session_follow_dataset: the dataset is another one, or its statistics are known */
void rcp_session_follow_dataset (RcpSession *self);

/** rcp_session_follow_settings: something that initial weights depend on may have changed */
void rcp_session_follow_settings (RcpSession *self);

/** rcp_session_clear_moment: lets go of all weights */
void rcp_session_clear_moment (RcpSession *self);

/** rcp_session_finish_closing: answers rcp_session_close_async() once nothing is left to wait for */
void rcp_session_finish_closing (RcpSession *self);

G_END_DECLS
