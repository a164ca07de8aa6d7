#pragma once

#include <gtk/gtk.h>

#include "network-model.h"

G_BEGIN_DECLS

#define RCP_TYPE_ANSWER_VIEW (rcp_answer_view_get_type ())
/**
 * RcpAnswerView:
 *
 * The network's answer: a bar for the probability of each class, the picture's own class marked. A click on a bar, or
 * Up, Down and Return, look at its number.
 *
 * Signals:
 * - "hovered": rcp_answer_view_get_hovered() has another answer
 */
G_DECLARE_FINAL_TYPE (RcpAnswerView, rcp_answer_view, RCP, ANSWER_VIEW, GtkWidget)

GtkWidget *rcp_answer_view_new (RcpNetworkModel *model);

/** rcp_answer_view_show_network: the model has another network */
void rcp_answer_view_show_network (RcpAnswerView *self);

/** rcp_answer_view_show_frame: the model has other numbers, or none */
void rcp_answer_view_show_frame (RcpAnswerView *self);

/** rcp_answer_view_show_texts: writes the numbers beside the bars */
void rcp_answer_view_show_texts (RcpAnswerView *self);

/** rcp_answer_view_describe: says them */
void rcp_answer_view_describe (RcpAnswerView *self);

/** rcp_answer_view_get_hovered: the class that the pointer or the keyboard is on; −1 where there is none */
int rcp_answer_view_get_hovered (RcpAnswerView *self);

G_END_DECLS
