#pragma once

#include "base/latest_request.hpp"
#include "base/typing_pause.hpp"

#include <QWidget>

class QCheckBox;
class QLineEdit;
class QPushButton;

namespace dpl::ui {

class ProblemLabel;

/// What becomes of the runs: the folder that holds them, and whether they are evaluated and score a response set.
class ExperimentFields : public QWidget {
    Q_OBJECT

public:
    explicit ExperimentFields(QWidget* parent = nullptr);

    QString name() const; ///< of the folder of all runs; empty: one with the date
    void setName(const QString& name);
    QString nameProblem() const; ///< why it cannot be a folder's; empty: it can

    /// Says below the name why its folder cannot be this experiment's, and offers a free name, until the name is
    /// another; empty: it can.
    void setConflict(const QString& sentence, const QString& freeName);
    QString conflict() const { return m_conflict; }

    bool evaluates() const;
    void setEvaluates(bool evaluates);
    QString responses() const; ///< file; empty: none
    void setResponses(const QString& file);
    QString responsesProblem() const { return m_responsesWhy; } ///< why they cannot be scored; empty: they can
    void lookAgain(); ///< at a response set that could not be read

    void setOtherProblem(const QString& sentence); ///< with the parameters, of no field in particular

Q_SIGNALS:
    void changed();
    void responsesRead(); ///< responsesProblem() is another
    void responsesRequested(); ///< to be chosen from the disk

private:
    void makeName();
    void makeResponses();
    void readResponses();
    void setResponsesProblem(const QString& sentence);
    void showProblem();

    QLineEdit* m_name = nullptr;
    ProblemLabel* m_problem = nullptr;
    QPushButton* m_takeName = nullptr; ///< a free one
    QCheckBox* m_evaluate = nullptr;
    QLineEdit* m_responses = nullptr;
    ProblemLabel* m_responsesProblem = nullptr;
    QString m_responsesWhy;
    LatestRequest m_reading;
    TypingPause m_readingSoon{std::chrono::milliseconds(250)};
    ProblemLabel* m_otherProblem = nullptr;
    QString m_conflict;
    QString m_freeName;
};

} // namespace dpl::ui
