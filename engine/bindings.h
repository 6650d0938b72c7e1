/* SPDX-License-Identifier: Apache-2.0 */
/* Types of the engine as GObject knows them, so that properties, signals and other languages can hold
 * them: a copy is a reference. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/** BS_TYPE_BATCH_COSTS: the boxed type of #BsBatchCosts: immutable. */
#define BS_TYPE_BATCH_COSTS (bs_batch_costs_get_type ())
/** BS_TYPE_FSM: the boxed type of #BsFsm: a change is seen by all who hold it, unlike in a bs_fsm_copy(). */
#define BS_TYPE_FSM (bs_fsm_get_type ())
/** BS_TYPE_GRAPH: the boxed type of #BsGraph: immutable. */
#define BS_TYPE_GRAPH (bs_graph_get_type ())
/** BS_TYPE_GRAPH_PLAN: the boxed type of #BsGraphPlan: all who hold a plan see it grow. */
#define BS_TYPE_GRAPH_PLAN (bs_graph_plan_get_type ())
/** BS_TYPE_MODEL: the boxed type of #BsModel: parameters are the same memory for all who hold it. */
#define BS_TYPE_MODEL (bs_model_get_type ())
/** BS_TYPE_MODEL_FILE: the boxed type of #BsModelFile: immutable. */
#define BS_TYPE_MODEL_FILE (bs_model_file_get_type ())
/** BS_TYPE_POLICY: the boxed type of #BsPolicy: it decides for one scheduler at a time. */
#define BS_TYPE_POLICY (bs_policy_get_type ())
/** BS_TYPE_SCHEDULE: the boxed type of #BsSchedule: immutable. */
#define BS_TYPE_SCHEDULE (bs_schedule_get_type ())
/** BS_TYPE_STATE_TABLE: the boxed type of #BsStateTable: all who hold a table see it grow. */
#define BS_TYPE_STATE_TABLE (bs_state_table_get_type ())
/** BS_TYPE_TRAINING_CONTROL: the boxed type of #BsTrainingControl: safe from any thread. */
#define BS_TYPE_TRAINING_CONTROL (bs_training_control_get_type ())
/** BS_TYPE_TYPE_TABLE: the boxed type of #BsTypeTable: all who hold a table see it grow. */
#define BS_TYPE_TYPE_TABLE (bs_type_table_get_type ())

GType bs_batch_costs_get_type (void);
GType bs_fsm_get_type (void);
GType bs_graph_get_type (void);
GType bs_graph_plan_get_type (void);
GType bs_model_get_type (void);
GType bs_model_file_get_type (void);
GType bs_policy_get_type (void);
GType bs_schedule_get_type (void);
GType bs_state_table_get_type (void);
GType bs_training_control_get_type (void);
GType bs_type_table_get_type (void);

G_END_DECLS
