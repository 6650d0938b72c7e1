/* SPDX-License-Identifier: Apache-2.0 */
/* What tests of the Train page do with it: they open it, choose, and wait for runs. */
#pragma once

#include "app/window/train/train-page-private.h"
#include "tests/window/fixture.h"

G_BEGIN_DECLS

typedef struct
{
  GtkWidget *window;
  BsTrainPage *page;
  BsTrace *trace;
  BsPictures *pictures;
  BsDebugger *debugger;
} Fixture;

extern char *train_trace_path;

gboolean train_run_cli (char **output, const char *first, ...);
void train_wait_material (BsTrainPage *page);
void train_set_up (Fixture *self, gconstpointer data);
void train_tear_down (Fixture *self, gconstpointer data);
void train_activate (Fixture *self, const char *action);
void train_set_options (Fixture *self, BsEncoding encoding, guint32 n, guint64 seed);
BsTrainRun *train_wait_state (Fixture *self, BsTrainState state);
void train_wait_evaluated (BsTrainRun *run);

G_END_DECLS
