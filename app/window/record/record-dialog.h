/* SPDX-License-Identifier: Apache-2.0 */
/* The dialog that records a run, or schedules graphs from a file. */
#pragma once

#include <adwaita.h>

#include "app/window/record/record-form.h"

G_BEGIN_DECLS

/** Signal `recorded (BsRecordDialog *, GFile *)`: a trace was written; the dialog closes. */
#define BS_TYPE_RECORD_DIALOG (bs_record_dialog_get_type ())
G_DECLARE_FINAL_TYPE (BsRecordDialog, bs_record_dialog, BS, RECORD_DIALOG, AdwWindow)

/** bs_record_dialog_new: Returns: (transfer none): modal for @parent (nullable); to be presented. Closed while
 * it records, it asks first. */
GtkWidget *bs_record_dialog_new (GtkWindow *parent);

/** bs_record_dialog_set_graphs: @files: (array zero-terminated=1): graphs to be scheduled into a trace. */
void bs_record_dialog_set_graphs (BsRecordDialog *self, const char *const *files);

/** bs_record_dialog_get_form: Returns: (transfer none): what it holds. */
BsRecordForm *bs_record_dialog_get_form (BsRecordDialog *self);

/** bs_record_dialog_takes: Returns: whether @file is a graph by its name, to be scheduled rather than opened
 * as a trace. */
gboolean bs_record_dialog_takes (GFile *file);

G_END_DECLS
