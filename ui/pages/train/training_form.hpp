#pragma once

#include "base/latest_request.hpp"
#include "hub/repository.hpp"
#include "sweep/sweep_check.hpp"

#include <QStringList>
#include <QWidget>

#include <map>
#include <set>
#include <string>
#include <vector>

class QBoxLayout;
class QMenu;
class QPushButton;
class QSpinBox;
class QVBoxLayout;

namespace dpl::ui {

class BackboneSummary;
class ChoiceField;
class DeviceChooser;
class DeviceModel;
class WhereChooser;
class WhereModel;
class ExperimentFields;
class FormSection;
class OverridesNote;
class ParameterField;
class Settings;

/// What to train, as one enters it: every parameter of `dpl train`, with check boxes and lists where several values
/// make a sweep. Checked by core as one types.
class TrainingForm : public QWidget {
    Q_OBJECT

public:
    TrainingForm(const Settings& settings, DeviceModel& devices, WhereModel& places, QWidget* parent = nullptr);

    /// As entered; its plan() throws for what problem() says.
    sweep::SweepParams params() const;
    void setParams(const sweep::SweepParams& params);

    /// The runs that the params make; none while there is a problem, or many are still being planned.
    const std::vector<sweep::PlannedRun>& plan() const { return *m_plan; }
    const sweep::Plan& sharedPlan() const { return m_plan; } ///< never null
    bool isPlanning() const { return m_planning.isRunning(); }

    /// How many runs the params make, or their lists would make if nothing were wrong.
    std::size_t runCount() const { return m_runCount; }

    /// What is wrong, a sentence each, which stands beside its field, too, and then what is missing yet. None: there is
    /// a plan.
    QString problem() const { return m_problems.join(u' '); }

    /// Everything that keeps the runs from being queued, as a line each: what is wrong, what cannot be read, and an
    /// experiment of that name with other parameters.
    QStringList obstacles() const;
    bool isOnlyIncomplete() const
    {
        return m_wrong == 0 && obstacles().size() == m_problems.size();
    } ///< nothing is wrong

    /// What cannot be used of what a parameter names, found by reading it; empty: it can.
    void setUnusable(const std::string& parameter, const QString& sentence);

    /// Whether the dataset has test rows of its own.
    void setHasTestRows(bool hasTestRows);

    QString experiment() const; ///< name of the folder of all runs; empty: one with the date
    void setExperiment(const QString& name);

    /// Says beside the experiment's name why its folder cannot be this experiment's, and offers a free name, until the
    /// name is another; empty: it can.
    void setConflict(const QString& sentence, const QString& freeName);

    ParameterField* field(const std::string& name) const { return m_fields.at(name); }
    DeviceChooser* device() const { return m_device; }
    WhereChooser* where() const { return m_where; }

    int processes() const; ///< that share each training
    void setProcesses(int processes);

    /// A sentence of core's, with the fields' labels where it names parameters.
    QString withLabels(const std::string& sentence) const;

    /// The same where words of everyday, such as "columns", may be just that: only of names with a _ in them.
    QString withLabelsOfLongNames(const std::string& sentence) const;

    /// That the form needs, or at the usual font should have, in one or two columns.
    int widthOf(int columns) const;
    QSize minimumSizeHint() const override;

    /// Datasets to choose from, newest first.
    void setRecentDatasets(const QStringList& paths);

    void chooseDataFolder();
    void lookAgain(); ///< at a backbone that could not be read, and whether there is what is named

Q_SIGNALS:
    void changed();
    void planned(); ///< what changed() told of was planned in the background: plan() and problem() say what came of it
    void placeChanged(); ///< where the runs are done, or what they ask for there
    void usabilityChanged(); ///< the backbone or the response set was looked at: it can be used, or not
    void backboneRequested();
    void fetchRequested(dpl::hub::RepositoryKind kind, const QString& name);

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
    void offerFetching(QVBoxLayout* rows, ParameterField& field, hub::RepositoryKind kind);
    void fillCompute(FormSection& section, const Settings& settings, DeviceModel& devices, WhereModel& places);
    void deviceChanged();
    void whereChanged();
    bool isBf16ByDefault(const Json& fullFineTuning) const;
    QString chooseRowsFile(const QString& title);
    void edited();
    void check();
    void takeOutWrongNumbers(sweep::SweepParams& asked) const;
    void takePlan();
    void showProblems();
    void showParamProblems();
    void showProcessProblem();
    void refuse(const std::string& message);
    void addProblem(const QString& sentence);
    void showProblem(ParameterField& field, const QString& sentence);
    QString labelled(std::string text, bool alsoOfWords) const;
    QString described(const std::string& name, const Json& value) const;
    void showUnusable();

    QBoxLayout* m_columns = nullptr;
    std::vector<FormSection*> m_sections;
    std::map<std::string, ParameterField*> m_fields;

    struct FetchButton {
        ParameterField* field;
        hub::RepositoryKind kind;
        QPushButton* button;
    };
    std::vector<FetchButton> m_fetchButtons;
    QMenu* m_dataMenu = nullptr;
    ChoiceField* m_heads = nullptr;
    ChoiceField* m_subsets = nullptr;
    BackboneSummary* m_backboneSummary = nullptr;
    OverridesNote* m_overrides = nullptr;
    ExperimentFields* m_output = nullptr;
    DeviceChooser* m_device = nullptr;
    WhereChooser* m_where = nullptr;
    QSpinBox* m_processes = nullptr;
    std::string m_deviceBefore;
    sweep::SweepCheck m_check; ///< of what is entered
    sweep::Plan m_plan = sweep::noPlan();
    std::size_t m_runCount = 0;
    LatestRequest m_planning;
    QStringList m_problems;
    qsizetype m_wrong = 0; ///< of the problems, those that are more than something missing yet
    std::set<std::string> m_touched; ///< parameters that were edited since the form was filled
    std::string m_unusable; ///< the parameter that cannot be used
    QString m_unusableWhy;
    bool m_setting = false;
};

} // namespace dpl::ui
