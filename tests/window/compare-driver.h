/* SPDX-License-Identifier: Apache-2.0 */
/* What tests of the Compare page do with it: they open it, add runs and wait. */
#pragma once

#include "app/window/compare/compare-page-private.h"
#include "app/window/compare/run-chip.h"
#include "tests/window/fixture.h"

G_BEGIN_DECLS

typedef struct
{
  GtkWidget *window;
  BsComparePage *page;
  BsTrace *trace;
  BsPictures *pictures;
  BsDebugger *debugger;
} Fixture;

extern char *compare_folder;
extern char *compare_a_path;
extern char *compare_b_path;
extern char *compare_c_path;
extern char *compare_foreign_path;
extern char *compare_policy_path;

void compare_set_up (Fixture *self, gconstpointer data);
void compare_tear_down (Fixture *self, gconstpointer data);
BsCompareModel *compare_model (Fixture *self);
BsCompareFigures *compare_figures (Fixture *self);
void compare_wait_idle (Fixture *self);
void compare_act (Fixture *self, const char *action, const char *target);
void compare_add_file (Fixture *self, const char *path);
void compare_add_two (Fixture *self);
BsRunChip *compare_chip (Fixture *self, guint n);
const char *compare_name_of (Fixture *self, guint run);
char *compare_run_cli (const char *first, ...);

G_END_DECLS
