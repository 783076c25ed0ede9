#pragma once

#include "base/json.hpp"
#include "pages/synthetic/environment_draft.hpp"

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;
class QToolButton;

namespace dpl::ui {

class Card;
class EnvironmentContextsCard;
class EnvironmentDocument;
class EnvironmentFunctionCard;
class EnvironmentJudge;
class FigureView;

/// Edits a custom environment: hidden contexts, each with a utility and a probability, and beside them what follows
/// from them. It can be accepted once it is valid.
class EnvironmentEditor : public QDialog {
    Q_OBJECT

public:
    /// Starts from the object of a custom environment, or from the example for anything else ("1d"). An object that is
    /// not valid is said to be so, in the window.
    explicit EnvironmentEditor(const Json& environment, QWidget* parent = nullptr);
    ~EnvironmentEditor() override;

    /// The object of the environment. Throws dpl::Error while it is not valid, which an accepted one is not.
    Json environment() const;

    bool hasChanges() const; ///< that were not saved
    EnvironmentDocument& document() { return *m_document; }

public Q_SLOTS:
    void openFile(const QString& file);
    void saveFile(const QString& file);
    void accept() override;

Q_SIGNALS:
    void fileOpened(const QString& file);
    void fileSaved(const QString& file);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    /// What an editor starts from, and why that is not what it was given.
    struct Start {
        EnvironmentDraft draft;
        QString problem;
    };
    static Start startFrom(const Json& environment);
    EnvironmentEditor(const Start& start, QWidget* parent);

    QLayout* makeHeader();
    QWidget* makePreview();
    QLayout* makeButtons();
    QToolButton* makeHistoryButton(const QString& iconName, const QString& name);
    void connectHistory();
    void addShortcut(const QKeySequence& keys, void (EnvironmentEditor::*slot)());

    void chooseFileToOpen();
    void chooseFileToSave();
    void undo();
    void redo();
    void refresh();
    void showVerdict(const EnvironmentVerdict& verdict);
    void say(const QString& note, bool isError);
    void showMessage();

    EnvironmentDocument* m_document;
    EnvironmentJudge* m_judge;
    QLineEdit* m_name;
    QToolButton* m_undo;
    QToolButton* m_redo;
    QPushButton* m_open;
    QPushButton* m_save;
    EnvironmentContextsCard* m_contexts;
    EnvironmentFunctionCard* m_function;
    Card* m_preview = nullptr;
    FigureView* m_figure;
    QLabel* m_message;
    QPushButton* m_accept = nullptr;
    QString m_file;
    QString m_problem; ///< why the environment is not valid
    QString m_note; ///< of the last action, until the next change
    bool m_noteIsError = false;
    bool m_escapeDiscards = false;
};

} // namespace dpl::ui
