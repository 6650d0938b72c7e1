/* SPDX-License-Identifier: Apache-2.0 */
/* Drives the real program under a real X server: keys and clicks go in as from a person, words come
 * out as to a screen reader. */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "tests/window/accessible.h"

G_BEGIN_DECLS

typedef struct
{
  char *folder;         /* of its own, data and settings of the program too; removed in the end */
  char *trace;          /* (nullable) path */
  const char *language; /* (nullable) of the program, such as "de" */
  GSubprocess *program;
  BsReader *reader; /* (nullable): of what it says */
} Driver;

/** driver_init: for main (): Returns: whether there is all that driving needs; else it has said that
 * everything is skipped. */
gboolean driver_init (int *argc, char ***argv);

/* For g_test_add(): tearing down quits the program as a person does, and sees that it ends well. */
void driver_set_up (Driver *self, gconstpointer data);
void driver_tear_down (Driver *self, gconstpointer data);

/** driver_run: Returns: (transfer full) (nullable): output of a program; %NULL when it failed. */
char *driver_run (const char *const *arguments);

/** driver_run_cli: the same of batchscope-cli with @...: its arguments, then %NULL. */
char *driver_run_cli (const char *first, ...) G_GNUC_NULL_TERMINATED;

/** driver_record: Returns: (transfer full): path of a trace of 64 trees in @folder. */
char *driver_record (const char *folder);

/** driver_start: @file: (nullable): to be opened. */
void driver_start (Driver *self, const char *file);

/** driver_open: has the running program open @file. */
void driver_open (const char *file);

/** driver_quit: ends the program as a person does, and sees that it ends well. */
void driver_quit (Driver *self);

/** driver_kill: ends the program as a crash does. */
void driver_kill (Driver *self);

/** driver_focus: gives the window its place and the keyboard: no window manager runs. */
void driver_focus (void);

/** driver_focus_dialog: gives the keyboard to the window called @title, which has to come up. */
void driver_focus_dialog (const char *title);

void driver_press (const char *key);
void driver_type (const char *text);
void driver_click (int x, int y);

/** driver_click_name: clicks into the middle of the first thing of @role (-1: any) called @name, which has
 * to come up. */
void driver_click_name (Driver *self, int role, const char *name);

/** driver_wait_for: Returns: whether something called @name comes up. */
gboolean driver_wait_for (Driver *self, const char *name);

/** driver_wait_until_gone: Returns: whether nothing called @name is left. */
gboolean driver_wait_until_gone (Driver *self, const char *name);

/** driver_wait_for_file: Returns: whether the file @path comes to say @text. */
gboolean driver_wait_for_file (const char *path, const char *text);

/** driver_wait_for_path: Returns: whether a file comes to be there. */
gboolean driver_wait_for_path (const char *path);

/** driver_wait_for_any: @names: %NULL-terminated. Returns: (nullable): which comes up first. */
const char *driver_wait_for_any (Driver *self, const char *const *names);

/** driver_move_focus: presses @key, such as "Tab". Returns: (transfer full): path of what has the keyboard
 * then, once it is something else; else, after a while, of what has kept it; empty: nothing has it. */
char *driver_move_focus (Driver *self, const char *key);

/** driver_tab_to: presses @key, such as "Tab", until what is called @name has the keyboard. Returns:
 * whether it got there. */
gboolean driver_tab_to (Driver *self, const char *key, const char *name);

/** driver_go_to: by keyboard to @decision, which the window comes to show. */
void driver_go_to (Driver *self, int decision);

/** driver_wait_for_text: Returns: whether a name or description that contains @text comes up. */
gboolean driver_wait_for_text (Driver *self, const char *text);

void driver_save_screenshot (const char *name);

/** driver_inspect: Returns: (transfer full): what the command line says of a decision. */
JsonObject *driver_inspect (Driver *self, int decision);

/** driver_get_decision: Returns: the decision that the window shows; -1: none. */
double driver_get_decision (Driver *self);

/* Adds to @problems a line for each difference between what is @seen and @expected. */
typedef void (*DriverCompare) (Driver *self, GPtrArray *seen, gconstpointer expected,
                               GString *problems);

/** driver_assert: the window comes to say what is @expected. */
void driver_assert (Driver *self, DriverCompare compare, gconstpointer expected);

/** driver_assert_shows: the window comes to say of @decision what the command line says of it. */
void driver_assert_shows (Driver *self, int decision);

/** driver_wait_for_decision: Returns: whether a tab of the window comes to show @decision: a screen
 * reader's tree has the tabs behind the one in front, too. */
gboolean driver_wait_for_decision (Driver *self, int decision);

G_END_DECLS
