/* SPDX-License-Identifier: Apache-2.0 */
/* A recording while it lasts: how far it is, Stop and Keep, Cancel. */
#pragma once

#include <gtk/gtk.h>

#include "app/window/record/record-job.h"

G_BEGIN_DECLS

#define BS_TYPE_RUN_VIEW (bs_run_view_get_type ())
G_DECLARE_FINAL_TYPE (BsRunView, bs_run_view, BS, RUN_VIEW, GtkWidget)

/** bs_run_view_set_job: @job: (nullable); @n_nodes, @n_changes: about how much there is to do, or 0. */
void bs_run_view_set_job (BsRunView *self, BsRecordJob *job, guint64 n_nodes, guint32 n_changes);

G_END_DECLS
