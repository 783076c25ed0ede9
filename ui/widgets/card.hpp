#pragma once

#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace dpl::ui {

class FoldingRow;

/// A rounded panel with a title that groups what belongs together.
class Card : public QWidget {
    Q_OBJECT

public:
    explicit Card(QWidget* parent = nullptr);
    explicit Card(const QString& title, QWidget* parent = nullptr);

    QString title() const;
    void setTitle(const QString& title);

    /// Said beside the title, less loudly: "· smoothing 0.9".
    void setNote(const QString& note);

    /// Puts a widget at the right end of the title row.
    void addBesideTitle(QWidget* widget);

    /// That it needs at the width that it has, which layouts do not ask for where something lies between.
    QSize minimumSizeHint() const override;
    /// Layouts that ask for heights by width take what is best for what is least, and cut what cannot be spared.
    bool hasHeightForWidth() const override { return false; }

    /// Where the content goes.
    QVBoxLayout* body() const { return m_body; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void updateHeader();

    QWidget* m_header = nullptr;
    FoldingRow* m_headerRow = nullptr;
    QLabel* m_title = nullptr;
    QLabel* m_note = nullptr;
    QVBoxLayout* m_body = nullptr;
};

} // namespace dpl::ui
