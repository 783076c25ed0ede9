#pragma once

#include "runs/run_notes.hpp"

#include <QDialog>

class QLineEdit;
class QPlainTextEdit;

namespace dpl::ui {

/// Name, tags and note of a run; saved on OK, in the run's folder.
class RunNotesDialog : public QDialog {
    Q_OBJECT

public:
    enum class Field { name, note };

    /// `title`: what the run is called without a name. `first`: where typing begins.
    RunNotesDialog(const QString& folder, const QString& title, const runs::RunNotes& notes, Field first,
        QWidget* parent = nullptr);

    runs::RunNotes notes() const;
    const QString& folder() const { return m_folder; }

private:
    QString m_folder;
    QLineEdit* m_name;
    QLineEdit* m_tags;
    QPlainTextEdit* m_note;
};

} // namespace dpl::ui
