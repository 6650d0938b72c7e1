/* SPDX-License-Identifier: Apache-2.0 */
/* What `report` makes, with chosen parts and a preview: saved, or printed. */
#pragma once

#include <adwaita.h>

#include "app/window/report/report-job.h"

G_BEGIN_DECLS

#define BS_TYPE_REPORT_DIALOG (bs_report_dialog_get_type ())
G_DECLARE_FINAL_TYPE (BsReportDialog, bs_report_dialog, BS, REPORT_DIALOG, AdwWindow)

/** bs_report_dialog_new: @parent: in the window that it belongs to. @name: what a file is called without its
 * ending. Shows itself when it is presented. */
GtkWidget *bs_report_dialog_new (GtkWidget *parent, BsTrace *trace, const char *name);

/** bs_report_dialog_get_choices: what is chosen now. */
void bs_report_dialog_get_choices (BsReportDialog *self, BsReportChoices *choices);

/** bs_report_dialog_get_ready: Returns: whether the preview is of what is chosen. */
gboolean bs_report_dialog_get_ready (BsReportDialog *self);

/** bs_report_dialog_save: to @file, as the button does once a file is chosen. */
void bs_report_dialog_save (BsReportDialog *self, GFile *file);

/** bs_report_dialog_print: @path: (nullable): a PDF to print to; %NULL: as people choose. Once it is ready. */
gboolean bs_report_dialog_print (BsReportDialog *self, const char *path, GError **error);

G_END_DECLS
