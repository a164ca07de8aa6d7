#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RcpError:
 * @RCP_ERROR_ARGUMENT: a value that was asked for makes no sense (exit status 2 on the command line)
 * @RCP_ERROR_NETWORK: a network that cannot be built; the message names the layer
 * @RCP_ERROR_DATASET: a dataset that is missing, damaged or unknown
 * @RCP_ERROR_NOT_FETCHED: a known dataset that has not been fetched yet
 * @RCP_ERROR_FETCH: a dataset could not be fetched
 * @RCP_ERROR_FORMAT: a file that is not what its name promises
 * @RCP_ERROR_IMAGE: a picture that cannot be read
 * @RCP_ERROR_DEVICE: a backend that cannot run, or failed while it ran
 * @RCP_ERROR_DIVERGED: the loss became infinite or not a number
 * @RCP_ERROR_RUN: a run folder that cannot be used
 *
 * The one error domain of the engine. Every message is a sentence that a user can act on; errors of
 * the file system keep the domain %G_IO_ERROR or %G_FILE_ERROR with the file's name in the message.
 */
typedef enum
{
  RCP_ERROR_ARGUMENT,
  RCP_ERROR_NETWORK,
  RCP_ERROR_DATASET,
  RCP_ERROR_NOT_FETCHED,
  RCP_ERROR_FETCH,
  RCP_ERROR_FORMAT,
  RCP_ERROR_IMAGE,
  RCP_ERROR_DEVICE,
  RCP_ERROR_DIVERGED,
  RCP_ERROR_RUN,
} RcpError;

#define RCP_ERROR (rcp_error_quark ())
GQuark rcp_error_quark (void);

G_END_DECLS
