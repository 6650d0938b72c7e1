/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the Compare page share. */
#pragma once

#include <adwaita.h>

#include "app/window/compare/card-box.h"
#include "app/window/compare/compare-model.h"
#include "app/window/compare/compare-page.h"
#include "app/window/compare/decision-pair.h"
#include "app/window/compare/pairs-canvas.h"
#include "app/window/compare/states-panel.h"
#include "app/window/compare/strips-canvas.h"
#include "app/window/parts/view-frame.h"

G_BEGIN_DECLS

/* What is compared: each has runs of its own. */
typedef enum
{
  BS_COMPARE_RUNS,
  BS_COMPARE_POLICIES,
  BS_COMPARE_BRANCHES,
  BS_N_COMPARE_SEGMENTS
} BsCompareSegment;

struct _BsComparePage
{
  GtkWidget parent_instance;

  GtkWidget *box, *head, *chips, *swap_button, *content, *columns, *more_columns;
  GtkMenuButton *add_button, *report_button;
  GtkToggleButton *toggles[BS_N_COMPARE_SEGMENTS];
  GtkInfoBar *info_bar;
  GtkLabel *info_label;
  GtkStack *views;
  AdwStatusPage *empty;
  GtkWidget *open_button, *policy_button;
  BsCardBox *cards;
  BsViewFrame *strips_frame, *types_frame, *memory_frame, *phases_frame, *kernels_frame,
      *totals_frame;
  GtkSpinButton *mini_batch;
  GtkAdjustment *mini_batch_adjustment;
  GtkButton *next_button;
  GtkToggleButton *nodes_toggle;
  BsStripsCanvas *strips;
  BsDecisionPair *details;
  GtkWidget *strips_card, *types_card, *memory_card, *phases_card, *kernels_card, *totals_card;
  GtkToggleButton *pairs_toggles[BS_PAIRS_PHASES];
  BsPairsCanvas *types, *phases;
  BsStatesPanel *states;
  BsDataTable *memory, *kernels, *totals;

  BsDebugger *debugger;       /* (nullable): of the trace that is open */
  BsComparedSubject *subject; /* (nullable): its recording */
  BsCompareModel *models[BS_N_COMPARE_SEGMENTS];
  BsCompareSegment segment;
  GCancellable *writing; /* (nullable): while a report is written */
  char *wanted_branch;   /* (nullable): to be looked at once it is there */
  gboolean following;    /* controls change because the model did */
  gboolean narrow;
  guint layout_source;
};

static inline BsCompareModel *
bs_compare_page_get_model (BsComparePage *self)
{
  return self->models[self->segment];
}

/** bs_compare_page_show_figures: shows what the model of the segment says now. */
void bs_compare_page_show_figures (BsComparePage *self);

/** bs_compare_page_show_details: the decisions that are looked at. */
void bs_compare_page_show_details (BsComparePage *self);

void bs_compare_page_show_segment (BsComparePage *self, BsCompareSegment segment);

/** bs_compare_page_add_file: a trace, or the file of a policy. */
void bs_compare_page_add_file (BsComparePage *self, GFile *file);

/** bs_compare_page_sync_branches: the branches of the trace that is open are those that are compared. */
void bs_compare_page_sync_branches (BsComparePage *self);

/** bs_compare_page_make_menu: what can be added to the segment. */
void bs_compare_page_make_menu (BsComparePage *self);

/** bs_compare_page_get_subject: Returns: (nullable): whose graphs policies schedule. */
BsComparedSubject *bs_compare_page_get_subject (BsComparePage *self);

void bs_compare_page_install_adding (GtkWidgetClass *klass);
void bs_compare_page_install_report (GtkWidgetClass *klass);

/** bs_compare_page_add_drop_target: files that are dropped on the page are compared. */
void bs_compare_page_add_drop_target (BsComparePage *self);

G_END_DECLS
