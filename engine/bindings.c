/* SPDX-License-Identifier: Apache-2.0 */
/* The types of the engine that others hold. */
#include "config.h"

#include "engine/bindings.h"

#include "engine/batch-costs.h"
#include "engine/fsm.h"
#include "engine/model-file.h"
#include "engine/planning/graph-plan.h"
#include "engine/policy.h"
#include "engine/training-control.h"

G_DEFINE_BOXED_TYPE (BsBatchCosts, bs_batch_costs, bs_batch_costs_ref, bs_batch_costs_unref)
G_DEFINE_BOXED_TYPE (BsFsm, bs_fsm, bs_fsm_ref, bs_fsm_unref)
G_DEFINE_BOXED_TYPE (BsGraph, bs_graph, bs_graph_ref, bs_graph_unref)
G_DEFINE_BOXED_TYPE (BsGraphPlan, bs_graph_plan, bs_graph_plan_ref, bs_graph_plan_unref)
G_DEFINE_BOXED_TYPE (BsModel, bs_model, bs_model_ref, bs_model_unref)
G_DEFINE_BOXED_TYPE (BsModelFile, bs_model_file, bs_model_file_ref, bs_model_file_unref)
G_DEFINE_BOXED_TYPE (BsPolicy, bs_policy, bs_policy_ref, bs_policy_unref)
G_DEFINE_BOXED_TYPE (BsSchedule, bs_schedule, bs_schedule_ref, bs_schedule_unref)
G_DEFINE_BOXED_TYPE (BsStateTable, bs_state_table, bs_state_table_ref, bs_state_table_unref)
G_DEFINE_BOXED_TYPE (BsTrainingControl, bs_training_control, bs_training_control_ref,
                     bs_training_control_unref)
G_DEFINE_BOXED_TYPE (BsTypeTable, bs_type_table, bs_type_table_ref, bs_type_table_unref)
