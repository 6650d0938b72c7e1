/* SPDX-License-Identifier: Apache-2.0 */
/* What tests of the SQL console do with it: they write queries, run them and wait. */
#pragma once

#include "app/window/console/console-panel-private.h"
#include "tests/window/fixture.h"

G_BEGIN_DECLS

typedef struct
{
  PageFixture fixture;
  BsConsolePanel *panel;
  GtkTextBuffer *buffer;
} Page;

extern char *console_path;

void console_set_up (Page *self, gconstpointer data);
void console_tear_down (Page *self, gconstpointer data);
void console_wait (Page *self);
void console_write_sql (Page *self, const char *sql);
void console_run (Page *self, const char *sql);
BsTable *console_ask (Page *self, const char *sql);
const char *console_problem (Page *self);
void console_assert_sql (Page *self, const char *expected);
void console_wait_checked (Page *self);
char *console_run_cli (const char *sql, const char *format);
guint console_find_row (BsPickList *list, const char *text);
void console_open_list (BsPickList *list);

G_END_DECLS
