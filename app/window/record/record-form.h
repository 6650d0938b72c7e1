/* SPDX-License-Identifier: Apache-2.0 */
/* Form that says what to record: model, input, sizes, policy, memory, backend, file; it also runs it. */
#pragma once

#include <gtk/gtk.h>

#include "engine/planning/planner.h"
#include "profiles/trace/trace.h"

G_BEGIN_DECLS

/**
 * BsRecordForm:
 *
 * Rows, an estimate, and the buttons Record and Schedule only; while a run lasts its progress, with Stop
 * and Keep, and Cancel, in their place. It grows downward and does not scroll.
 *
 * Signal `recorded (BsRecordForm *, GFile *)`: a trace was written, whole or stopped and kept.
 * Property `running`: boolean, read only.
 */
#define BS_TYPE_RECORD_FORM (bs_record_form_get_type ())
G_DECLARE_FINAL_TYPE (BsRecordForm, bs_record_form, BS, RECORD_FORM, GtkWidget)

GtkWidget *bs_record_form_new (void);

/* A file that may stand in the place of what comes with the program. */
typedef enum
{
  BS_RECORD_FILE_MODEL,
  BS_RECORD_FILE_INPUT,
  BS_RECORD_FILE_SECOND_INPUT,
  BS_RECORD_FILE_PARAMETERS,
  BS_RECORD_FILE_POLICY,
  BS_RECORD_N_FILES
} BsRecordFile;

/** bs_record_form_set_file: chooses @path (nullable) for @file, and the rows that lead to it. */
void bs_record_form_set_file (BsRecordForm *self, BsRecordFile file, const char *path);

/** bs_record_form_set_graphs: @files: (array zero-terminated=1) (nullable): graphs that are scheduled
 * instead of a model: what is about models disappears; %NULL: back to models. */
void bs_record_form_set_graphs (BsRecordForm *self, const char *const *files);

/** bs_record_form_set_folder: where traces go, instead of `Batchscope` among the documents. */
void bs_record_form_set_folder (BsRecordForm *self, const char *folder);

/** bs_record_form_set_like: chooses what @trace was recorded with, as far as it says. */
void bs_record_form_set_like (BsRecordForm *self, const BsTrace *trace);

/** bs_record_form_set_planner: and a backend that plans. */
void bs_record_form_set_planner (BsRecordForm *self, BsPlanner planner);

gboolean bs_record_form_get_running (BsRecordForm *self);

/** bs_record_form_cancel: ends a run, and removes what it wrote; for windows that close. */
void bs_record_form_cancel (BsRecordForm *self);

G_END_DECLS
