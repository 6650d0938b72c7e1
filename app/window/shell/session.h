/* SPDX-License-Identifier: Apache-2.0 */
/* What is open, as kept in a file for the next start: windows, their tabs, and where each stands. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the text of a session is long at most. */
#define BS_SESSION_MAX_BYTES (1 << 20)

/** BsSessionTab: @view, @branch: (nullable); @zoom: of the graph, 0: it follows the clock */
typedef struct
{
  char *uri;
  char *view;
  char *branch;
  guint32 decision; /* from 1 */
  double zoom;
} BsSessionTab;

typedef struct
{
  int width, height;
  gboolean maximized;
  guint selected;  /* tab */
  GPtrArray *tabs; /* BsSessionTab; at least one */
} BsSessionWindow;

/** BsSession: @n_starts: how often it was restored without the program living on for a while */
typedef struct
{
  guint n_starts;
  GPtrArray *windows; /* BsSessionWindow */
} BsSession;

BsSession *bs_session_new (void);
void bs_session_free (BsSession *self);

BsSessionTab *bs_session_tab_new (const char *uri);
void bs_session_tab_free (BsSessionTab *self);

/** bs_session_add_window: Returns: (transfer none): an empty window at the end. */
BsSessionWindow *bs_session_add_window (BsSession *self);

/** bs_session_to_text: Returns: (transfer full): as JSON; windows without tabs are left out. */
char *bs_session_to_text (const BsSession *self);

/**
 * bs_session_parse:
 * @text: untrusted: what is not as expected is left out, however much there is of it
 *
 * Returns: (transfer full): the session, or %NULL with %BS_ERROR_SYNTAX (no session),
 *   %BS_ERROR_VERSION (of a newer program), %BS_ERROR_RANGE (too long)
 */
BsSession *bs_session_parse (const char *text, gssize length, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsSession, bs_session_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsSessionTab, bs_session_tab_free)

G_END_DECLS
