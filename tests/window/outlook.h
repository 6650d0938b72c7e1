/* SPDX-License-Identifier: Apache-2.0 */
/* All that a window shows, as a text to be compared, and all that can be operated in it. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/** outlook_describe: Returns: (transfer full): what all windows show, but for what is within @except
 * (nullable), which is operated and shows its own state. */
char *outlook_describe (GtkWidget *except);

/** outlook_settle: until nothing changes. Returns: (transfer full): what is shown then, as of
 * outlook_describe(). */
char *outlook_settle (GtkWidget *except);

/** outlook_wait_other: Returns: whether something else than @before comes to be shown. */
gboolean outlook_wait_other (const char *before, GtkWidget *except);

/** outlook_list_controls: Returns: (transfer full): all in @root that can be operated now, in the order
 * in which it is shown. */
GPtrArray *outlook_list_controls (GtkWidget *root);

/**
 * outlook_name_control:
 * @known: names of outlook_list_ui()
 *
 * Returns: (transfer full): the name that the .ui file which has the control gives it; of one that was
 * made otherwise, one that says as much.
 */
char *outlook_name_control (GtkWidget *control, GHashTable *known);

/** outlook_list_ui: Returns: (transfer full): names of the controls in all .ui files, such as
 * “BsClockBar step_button”; where there is no id, the action or the label. */
GHashTable *outlook_list_ui (void);

/** outlook_operate: as a person would. Returns: whether there was anything else to choose. */
gboolean outlook_operate (GtkWidget *control);

G_END_DECLS
