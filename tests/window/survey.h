/* SPDX-License-Identifier: Apache-2.0 */
/* All that a window shows, as a text to be compared, and all that can be operated in it. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/** survey_describe: Returns: (transfer full): what all windows show, but for what is within @except
 * (nullable), which is operated and shows its own state. */
char *survey_describe (GtkWidget *except);

/** survey_settle: until nothing changes. Returns: (transfer full): what is shown then, as of
 * survey_describe(). */
char *survey_settle (GtkWidget *except);

/** survey_wait_other: Returns: whether something else than @before comes to be shown. */
gboolean survey_wait_other (const char *before, GtkWidget *except);

/** survey_list_controls: Returns: (transfer full): all in @root that can be operated now, in the order
 * in which it is shown. */
GPtrArray *survey_list_controls (GtkWidget *root);

/**
 * survey_name_control:
 * @known: names of survey_list_ui()
 *
 * Returns: (transfer full): the name that the .ui file which has the control gives it; of one that was
 * made otherwise, one that says as much.
 */
char *survey_name_control (GtkWidget *control, GHashTable *known);

/** survey_list_ui: Returns: (transfer full): names of the controls in all .ui files, such as
 * “BsClockBar step_button”; where there is no id, the action or the label. */
GHashTable *survey_list_ui (void);

/** survey_operate: as a person would. Returns: whether there was anything else to choose. */
gboolean survey_operate (GtkWidget *control);

G_END_DECLS
