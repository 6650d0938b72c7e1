/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the Train page share. */
#pragma once

#include <adwaita.h>

#include "app/window/parts/view-frame.h"
#include "app/window/train/train-canvas.h"
#include "app/window/train/train-checks.h"
#include "app/window/train/train-form.h"
#include "app/window/train/train-model.h"
#include "app/window/train/train-page.h"
#include "app/window/train/train-runs.h"

G_BEGIN_DECLS

struct _BsTrainPage
{
  GtkWidget parent_instance;

  GtkStack *stack;
  AdwFlap *flap;
  BsTrainForm *form;
  GtkToggleButton *form_toggle;
  GtkLabel *title, *episode, *info_label, *epsilon_label, *known_label;
  GtkProgressBar *progress;
  GtkWidget *train_button, *pause_button, *stop_button, *apply_button, *columns, *small_box;
  GtkWidget *side;
  GtkWidget *episode_button;
  AdwButtonContent *pause_content;
  GtkInfoBar *info;
  GtkFlowBox *chips;
  BsViewFrame *curve_frame, *epsilon_frame, *known_frame, *checks_frame, *states_frame, *runs_frame;
  BsTrainCanvas *curve_canvas, *epsilon_canvas, *known_canvas, *states_canvas;
  BsTrainChecks *checks;
  BsTrainRuns *runs;
  GtkTextView *log;

  BsDebugger *debugger; /* (nullable) */
  BsTrainModel *model;
  BsFsm *start; /* (nullable): to go on from */
  char *start_name;
  char *log_text;
  guint n_chips;         /* types that have one */
  gboolean replaying;    /* learns up to an episode again */
  gboolean start_wanted; /* as soon as graphs are loaded */
  gboolean narrow, want_narrow;
  guint layout_source;
  GCancellable *cancellable; /* when the page goes */
};

/** bs_train_page_get_front: Returns: (transfer none) (nullable): the run whose best table is known. */
BsTrainRun *bs_train_page_get_ready (BsTrainPage *self);

/** bs_train_page_install_actions: what is done with tables that were learned. */
void bs_train_page_install_actions (GtkWidgetClass *klass);

/** bs_train_page_update_actions: which of them there are now. */
void bs_train_page_update_actions (BsTrainPage *self);

/** bs_train_page_describe: Returns: (transfer full): what a file of the best table of @run says of itself. */
char **bs_train_page_describe (BsTrainRun *run, const char *edited);

/** bs_train_page_save: @fsm: is asked where to, and written; @edited: (nullable): what people changed. */
void bs_train_page_save (BsTrainPage *self, GtkWidget *parent, BsTrainRun *run, BsFsm *fsm,
                         const char *edited);

G_END_DECLS
