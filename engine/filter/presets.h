#pragma once

#include "filter.h"

G_BEGIN_DECLS

/**
 * RcpFilterPreset:
 * @name: what is typed: "sobel-y"
 * @title: for people, marked for translation with N_()
 * @summary: one sentence on what it does, marked for translation
 * @text: (nullable): its kernel, as in rcp_kernel_parse(); %NULL where it is drawn at random
 * @normalise: whether its weights are meant to be divided by their sum
 *
 * A kernel that has a name.
 */
typedef struct
{
  const char *name;
  const char *title;
  const char *summary;
  const char *text;
  gboolean normalise;
} RcpFilterPreset;

/** rcp_filter_presets: (transfer none) (array length=n): all of them, in the order in which they are shown */
const RcpFilterPreset *rcp_filter_presets (guint *n);

/**
 * rcp_filter_preset_apply:
 * @seed: for the one that is drawn at random: the same seed gives the same kernel
 * @filter: gets the kernel, and whether it is normalised; everything else stays
 */
void rcp_filter_preset_apply (const RcpFilterPreset *preset, guint64 seed, RcpFilter *filter);

/**
 * rcp_filter_parse_kernel:
 * @text: the name of a preset, "random" with a seed as in "random:7", or rows of numbers as in rcp_kernel_parse()
 * @filter: (inout): gets the kernel, and whether it is normalised
 * @error: %RCP_ERROR_ARGUMENT: lists the names where @text is another word
 */
gboolean rcp_filter_parse_kernel (const char *text, RcpFilter *filter, GError **error);

G_END_DECLS
