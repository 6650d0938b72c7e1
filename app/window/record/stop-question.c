/* SPDX-License-Identifier: Apache-2.0 */
/* Asks whether a run that is being recorded is to end. */
#include "config.h"

#include "app/window/record/stop-question.h"

#include <glib/gi18n-lib.h>

GtkWidget *
bs_stop_question_new (GtkWindow *parent)
{
  GtkWidget *question = adw_message_dialog_new (parent, _ ("Stop recording?"),
                                                _ ("What was recorded so far is removed."));
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (question);

  adw_message_dialog_add_responses (dialog, "continue", _ ("_Go on"), BS_STOP_QUESTION_DISCARD,
                                    _ ("_Stop and remove"), NULL);
  adw_message_dialog_set_response_appearance (dialog, BS_STOP_QUESTION_DISCARD,
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (dialog, "continue");
  return question;
}
