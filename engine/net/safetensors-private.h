#pragma once

#include "net/safetensors.h"

G_BEGIN_DECLS

G_STATIC_ASSERT (sizeof (gsize) >= 8);

/* The format allows any number of dimensions; nothing of ours has more. */
#define RCP_SAFETENSORS_MAX_DIMS 8

/* What the format itself sets, so that nobody's header is a denial of service. */
#define RCP_SAFETENSORS_MAX_HEADER ((gsize) 100000000)

/* RcpSafetensor: one tensor as the header describes it; @begin and @end are bytes from the start of the data. */
typedef struct
{
  char *name;
  char dtype[12];
  int n_dims;
  gsize dims[RCP_SAFETENSORS_MAX_DIMS];
  gsize begin;
  gsize end;
} RcpSafetensor;

/* RcpSafetensorsHeader: @tensors holds RcpSafetensor in the order of the file, @metadata its strings by key. */
typedef struct
{
  GPtrArray *tensors;
  GHashTable *by_name; /* name → RcpSafetensor */
  GHashTable *metadata;
} RcpSafetensorsHeader;

/**
 * rcp_safetensors_header_parse:
 * @text: (array length=length): the header
 * @reason: (out) (transfer full): why it is none, as the second half of a sentence
 *
 * Reads the JSON of a header: names occur once and every value has its type. Whether the numbers make sense together
 * is not its subject.
 *
 * Returns: whether it is a header; @self is to be cleared in either case
 */
gboolean rcp_safetensors_header_parse (RcpSafetensorsHeader *self, const char *text, gsize length, char **reason);
void rcp_safetensors_header_clear (RcpSafetensorsHeader *self);

G_END_DECLS
