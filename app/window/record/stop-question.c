/* SPDX-License-Identifier: Apache-2.0 */
/* Asks whether a run that is being recorded is to end. */
#include "config.h"

#include "app/window/record/stop-question.h"

#include <glib/gi18n-lib.h>

static GtkWidget *
question_new (GtkWindow *parent, const char *title, const char *text, const char *stop)
{
  GtkWidget *question = adw_message_dialog_new (parent, title, text);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (question);

  adw_message_dialog_add_responses (dialog, "continue", _ ("_Go on"), BS_STOP_QUESTION_DISCARD,
                                    stop, NULL);
  adw_message_dialog_set_response_appearance (dialog, BS_STOP_QUESTION_DISCARD,
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (dialog, "continue");
  return question;
}

GtkWidget *
bs_stop_question_new (GtkWindow *parent)
{
  return question_new (parent, _ ("Stop recording?"), _ ("What was recorded so far is removed."),
                       _ ("_Stop and remove"));
}

GtkWidget *
bs_stop_question_new_for_training (GtkWindow *parent)
{
  return question_new (parent, _ ("Stop training?"),
                       _ ("What was learned so far is lost, unless the policy is saved first."),
                       _ ("_Stop and discard"));
}
