#pragma once

#include "sweep/sweep_params.hpp"

#include <QWidget>

#include <map>
#include <string>
#include <vector>

class QBoxLayout;
class QCheckBox;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace dpl::ui {

class BackboneSummary;
class ChoiceField;
class FormSection;
class OverridesNote;
class ParameterField;
class ProblemLabel;

/// What to train, as one enters it: every parameter of `dpl train`, with check boxes and lists where several values
/// make a sweep. Checked by core as one types.
class TrainingForm : public QWidget {
    Q_OBJECT

public:
    explicit TrainingForm(QWidget* parent = nullptr);

    /// As entered; its plan() throws for what problem() says.
    sweep::SweepParams params() const;
    void setParams(const sweep::SweepParams& params);

    /// The runs that the params make; none while there is a problem.
    const std::vector<sweep::PlannedRun>& plan() const { return m_plan; }

    /// What is wrong, in one sentence, which stands beside its field, too; empty if nothing is.
    QString problem() const { return m_problem; }

    QString experiment() const; ///< name of the folder of all runs; empty: one with the date
    void setExperiment(const QString& name);

    /// Says beside the experiment's name why its folder cannot be this experiment's, and offers a free name, until the
    /// name is another; empty: it can.
    void setConflict(const QString& sentence, const QString& freeName);
    QString conflict() const { return m_conflict; }

    ParameterField* field(const std::string& name) const { return m_fields.at(name); }

    /// That the form needs, or at the usual font should have, in one or two columns.
    int widthOf(int columns) const;
    QSize minimumSizeHint() const override;

    void chooseDataFolder();
    void lookAgain(); ///< at a backbone that could not be read

Q_SIGNALS:
    void changed();
    void backboneRequested();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    FormSection* addSection(QVBoxLayout* column, const QString& title);
    ParameterField* addField(QVBoxLayout* rows, const std::string& name, const QString& label);
    void fillData(FormSection& section);
    void fillBackbone(FormSection& section);
    void fillOutput(FormSection& section);
    void fillRewardModel(FormSection& section);
    void fillOptimisation(FormSection& section);
    void fillCompute(FormSection& section);
    QString chooseRowsFile(const QString& title);
    void edited();
    void check();
    void refuse(const std::string& message);
    void showProblem(ParameterField& field, const QString& sentence);
    void showExperimentProblem();

    QBoxLayout* m_columns = nullptr;
    std::vector<FormSection*> m_sections;
    std::map<std::string, ParameterField*> m_fields;
    ChoiceField* m_heads = nullptr;
    ChoiceField* m_subsets = nullptr;
    BackboneSummary* m_backboneSummary = nullptr;
    OverridesNote* m_overrides = nullptr;
    QLineEdit* m_experiment = nullptr;
    ProblemLabel* m_experimentProblem = nullptr;
    QPushButton* m_takeName = nullptr; ///< a free one
    QCheckBox* m_evaluate = nullptr;
    QLineEdit* m_responses = nullptr;
    ProblemLabel* m_otherProblem = nullptr; ///< of no field in particular
    std::vector<sweep::PlannedRun> m_plan;
    QString m_problem;
    QString m_experimentWrong; ///< why the name cannot be a folder's
    QString m_conflict;
    QString m_freeName;
    bool m_setting = false;
};

} // namespace dpl::ui
