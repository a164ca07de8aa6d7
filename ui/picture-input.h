#pragma once

#include "session.h"

G_BEGIN_DECLS

/* The ways in which a picture of the user's own becomes the specimen. Whatever is wrong with what was given is said as
 * the session's "problem", and the specimen stays as it was. */

/** rcp_picture_input_choose: asks for a file */
void rcp_picture_input_choose (RcpSession *session, GtkWindow *parent);

/** rcp_picture_input_paste: takes a picture, or a file that is one, from the clipboard of @widget's display */
void rcp_picture_input_paste (RcpSession *session, GtkWidget *widget);

/** rcp_picture_input_accept_drops: takes what is dropped on @widget */
void rcp_picture_input_accept_drops (RcpSession *session, GtkWidget *widget);

G_END_DECLS
