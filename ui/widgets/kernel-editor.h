#pragma once

#include <adwaita.h>

#include "filter/kernel.h"

G_BEGIN_DECLS

#define RCP_TYPE_KERNEL_EDITOR (rcp_kernel_editor_get_type ())
/**
 * RcpKernelEditor:
 *
 * A kernel as a grid of cells, one for each weight; see #RcpKernelCell.
 *
 * Signals:
 * - "kernel-changed": the user changed a weight
 * - "problem" (string): what was typed into a cell is no number
 */
G_DECLARE_FINAL_TYPE (RcpKernelEditor, rcp_kernel_editor, RCP, KERNEL_EDITOR, AdwBin)

/** rcp_kernel_editor_set_kernel: without a word to anybody */
void rcp_kernel_editor_set_kernel (RcpKernelEditor *self, const RcpKernel *kernel);
const RcpKernel *rcp_kernel_editor_get_kernel (RcpKernelEditor *self);

G_END_DECLS
