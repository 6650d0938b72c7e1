/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the form share: its rows, and what they come to. */
#pragma once

#include <adwaita.h>

#include "app/window/record/backend-states.h"
#include "app/window/record/file-row.h"
#include "app/window/record/output-row.h"
#include "app/window/record/record-form.h"
#include "app/window/record/record-job.h"
#include "app/window/record/run-view.h"

G_BEGIN_DECLS

struct _BsRecordForm
{
  GtkWidget parent_instance;

  GtkWidget *rows, *group, *graphs_row;
  AdwComboRow *model_row, *input_row, *policy_row, *encoding_row, *planner_row, *backend_row;
  BsFileRow *model_file_row, *first_file_row, *second_file_row, *parameters_row, *policy_file_row;
  AdwExpanderRow *sizes_row, *more_row;
  GtkWidget *growing_row, *changes_row, *beam_row, *max_states_row, *threads_row;
  BsOutputRow *output_row;
  GtkSpinButton *size, *batch_size, *n_batches, *seed, *changes, *beam, *max_states, *threads;
  GtkSwitch *growing;
  GtkLabel *estimate;
  GtkStack *stack;
  GtkWidget *record_button, *schedule_button;
  BsRunView *run_view;

  char **graphs;          /* (nullable) */
  GArray *backend_states; /* (nullable) BsBackendState, as the list has them: not known yet */
  gboolean finding_backends;
  gboolean updating; /* rows change because others do */

  guint estimate_source;
  GCancellable *estimating;
  BsRecordOutlook *outlook; /* (nullable) of the choices as they are, or were a moment ago */

  BsRecordJob *job; /* (nullable) */
  char *path;       /* that it writes */
};

/** bs_record_form_fill: the lists that never change, each name with what it means. */
void bs_record_form_fill (BsRecordForm *self);

/** bs_record_form_fill_encodings: those that the policy has; selects the usual one. */
void bs_record_form_fill_encodings (BsRecordForm *self);

/** bs_record_form_get_policy: Returns: (transfer none): a name or a path; empty: none is chosen. */
const char *bs_record_form_get_policy (BsRecordForm *self);
gboolean bs_record_form_learns (BsRecordForm *self);
const char *bs_record_form_get_backend (BsRecordForm *self);

/** bs_record_form_get_backend_state: Returns: (nullable): of the one that is chosen; %NULL: not known yet. */
const BsBackendState *bs_record_form_get_backend_state (BsRecordForm *self);

/** bs_record_form_find_backends: once; bs_record_form_update() is called when they are known. */
void bs_record_form_find_backends (BsRecordForm *self);

/** bs_record_form_update: finds out again what is known of the choices. */
void bs_record_form_update (BsRecordForm *self);
BsEncoding bs_record_form_get_encoding (BsRecordForm *self);

/** bs_record_form_collect: @executes: rather than schedules only. */
void bs_record_form_collect (BsRecordForm *self, gboolean executes, BsRecordChoices *choices);

G_END_DECLS
