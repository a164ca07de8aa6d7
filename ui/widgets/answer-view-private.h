#pragma once

/* What the files of the view share: answer-view.c has the object and draws it, answer-view-input.c follows the pointer
 * and the keyboard. */

#include "answer-view.h"
#include "text-line.h"

G_BEGIN_DECLS

/* of a class, in logical pixels */
#define RCP_ANSWER_ROW 20

/* One class. */
typedef struct
{
  char *class_name;
  RcpTextLine name;
  RcpTextLine share;
} RcpAnswerRow;

struct _RcpAnswerView
{
  GtkWidget parent_instance;

  RcpNetworkModel *model;
  RcpAnswerRow *rows;
  int n_rows;
  int label; /* the picture's class, or −1 */
  int name_width;
  int share_width;
  gboolean dark; /* as the lines were drawn */
  int hovered;
  graphene_point_t pointer;
  int cursor;
};

enum
{
  HOVERED,
  N_SIGNALS
};

extern guint rcp_answer_view_signals[N_SIGNALS];

/* The view's event controllers. */
void rcp_answer_view_add_input (RcpAnswerView *self);

G_END_DECLS
