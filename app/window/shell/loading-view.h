/* SPDX-License-Identifier: Apache-2.0 */
/* What a tab shows while its trace is opened: the outline of the picture at once, a spinner after a
 * while, and how far it is when it takes long. */
#pragma once

#include <gtk/gtk.h>

#include "profiles/trace/load-progress.h"

G_BEGIN_DECLS

#define BS_TYPE_LOADING_VIEW (bs_loading_view_get_type ())
G_DECLARE_FINAL_TYPE (BsLoadingView, bs_loading_view, BS, LOADING_VIEW, GtkWidget)

/**
 * bs_loading_view_start:
 * @name: of what is opened
 * @progress: (nullable): looked at until bs_loading_view_stop()
 *
 * Signal: `cancel` when the person does not want to wait.
 */
void bs_loading_view_start (BsLoadingView *self, const char *name, const BsLoadProgress *progress);
void bs_loading_view_stop (BsLoadingView *self);

G_END_DECLS
