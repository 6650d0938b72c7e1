/* SPDX-License-Identifier: Apache-2.0 */
/* A window with the page of one trace, in this process, and how tests look around in it. */
#pragma once

#include "app/window/shell/trace-page.h"
#include "tests/viz/fake-trace.h"

G_BEGIN_DECLS

typedef struct
{
  BsTrace *trace;
  BsPictures *pictures;
  GtkWidget *window;
  BsTracePage *page;
  BsDebugger *debugger; /* of the page */
  BsClock *clock;       /* of the debugger, as it was when the page was shown */
} PageFixture;

/** page_fixture_init: shows @trace (nullable): small trees in two mini-batches. */
void page_fixture_init (PageFixture *self, BsTrace *trace);

/** page_fixture_open: the same, without waiting for what is made meanwhile. */
void page_fixture_open (PageFixture *self, BsTrace *trace);

/** page_fixture_clear: closes the window; fails when the page stays alive. */
void page_fixture_clear (PageFixture *self);

/* For g_test_add(): data: (nullable): a BsTrace. */
void page_fixture_set_up (PageFixture *self, gconstpointer data);
void page_fixture_tear_down (PageFixture *self, gconstpointer data);

/** test_init: for main (): Returns: whether there is a display; else it has said that all is
 * skipped. */
gboolean test_init (int *argc, char ***argv);

void test_spin (guint ms);

/** test_settle: as test_spin(), but no longer than there is something to do. */
void test_settle (guint most_ms);

void test_set_animations (gboolean on);

/** test_make_trace: Returns: (transfer full): trees with a sort encoding. */
BsTrace *test_make_trace (guint32 n_mini_batches);

/** test_find: Returns: (nullable): the first widget of @type within @widget. */
GtkWidget *test_find (GtkWidget *widget, GType type);

/** test_list_widgets: Returns: (transfer container): all widgets of @type within @widget. */
GPtrArray *test_list_widgets (GtkWidget *widget, GType type);

/** test_find_labelled: Returns: (nullable): the first of @type that shows @label. */
GtkWidget *test_find_labelled (GtkWidget *widget, GType type, const char *label);

/** test_says: Returns: whether a visible label within @widget says @text. */
gboolean test_says (GtkWidget *widget, const char *text);

/** test_walk: looks at @page from some decisions, on all its pages, with all that opens there and all
 * tables. */
void test_walk (BsTracePage *page);

/** test_remove_folder: with all that is in it. */
void test_remove_folder (const char *path);

G_END_DECLS
